"""What a reason says to a person, in both languages: what could not be read, and what to do about it."""

from assessments.rules.vocabulary import Text
from integrations.aws.errors import Unreadable, Why

_SAID: dict[Why, Text] = {
    Why.MISSING_PERMISSION: {
        "en": "Could not look: the role has no permission for {action} in {region}. Add it to the role's policy.",
        "ja": "確認できませんでした。ロールに{region}での{action}の権限がありません。"
        "ロールのポリシーに追加してください。",
    },
    Why.SCP_DENIED: {
        "en": "Could not look: a policy of the AWS organization denies {action} in {region} ({hint}).",
        "ja": "確認できませんでした。AWS Organizationsのポリシーが{region}での{action}を拒否しています（{hint}）。",
    },
    Why.REGION_DISABLED: {
        "en": "Could not look: the account has not enabled the Region {region}.",
        "ja": "確認できませんでした。アカウントでリージョン{region}が有効になっていません。",
    },
    Why.SERVICE_UNAVAILABLE_IN_REGION: {
        "en": "Could not look: AWS does not offer this service in {region} ({action}).",
        "ja": "確認できませんでした。{region}ではこのサービスが提供されていません（{action}）。",
    },
    Why.SERVICE_OFF: {
        "en": "Could not look: the service behind {action} is not switched on in {region}.",
        "ja": "確認できませんでした。{region}で{action}の対象サービスが有効になっていません。",
    },
    Why.THROTTLED: {
        "en": "Could not look: AWS kept throttling {action} in {region}. The next run tries again.",
        "ja": "確認できませんでした。{region}での{action}がスロットリングされ続けました。次回の収集で再試行します。",
    },
    Why.TIMEOUT: {
        "en": "Could not look: {region} did not answer {action} in time.",
        "ja": "確認できませんでした。{region}から{action}への応答が時間内にありませんでした。",
    },
    Why.CREDENTIALS_EXPIRED: {
        "en": "Could not look: the session ended before {action} in {region}, and the role gave no new one.",
        "ja": "確認できませんでした。{region}で{action}を呼び出す前にセッションが切れ、"
        "ロールから新しいセッションを取得できませんでした。",
    },
    Why.MALFORMED_RESPONSE: {
        "en": "Could not look: the answer to {action} in {region} could not be read.",
        "ja": "確認できませんでした。{region}での{action}の応答を読み取れませんでした。",
    },
    Why.INCOMPLETE_PAGINATION: {
        "en": "Could not look at everything: the list behind {action} in {region} did not come to an end.",
        "ja": "すべては確認できませんでした。{region}での{action}の一覧を最後まで取得できませんでした。",
    },
    Why.SERVICE_ERROR: {
        "en": "Could not look: AWS had an internal error on {action} in {region} ({code}).",
        "ja": "確認できませんでした。{region}での{action}でAWSの内部エラーが発生しました（{code}）。",
    },
    Why.REFUSED: {
        "en": "Could not look: AWS refused {action} in {region} ({code}).",
        "ja": "確認できませんでした。{region}での{action}がAWSに拒否されました（{code}）。",
    },
    Why.ROLE_REFUSED: {
        "en": "AWS did not give the role. Check the role ARN, its trust policy, and that it asks for the external id "
        "of this connection.",
        "ja": "ロールを引き受けられませんでした。"
        "ロールARN、信頼ポリシー、この接続の外部IDが信頼ポリシーに設定されているかを確認してください。",
    },
    Why.WRONG_ACCOUNT: {
        "en": "The role belongs to another account than the one declared. Nothing was read.",
        "ja": "ロールのアカウントが登録されたアカウントと異なります。何も読み取っていません。",
    },
    Why.NOT_RUN: {
        "en": "Not looked at yet.",
        "ja": "まだ確認していません。",
    },
    Why.UNDECIDED: {
        "en": "What AWS shows does not settle this. A person decides.",
        "ja": "AWSの情報だけでは決まりません。人が判断してください。",
    },
    Why.FAULT: {
        "en": "Could not look: a fault on our side. Give the reference {reference} to your administrator.",
        "ja": "確認できませんでした。こちら側の不具合です。参照番号{reference}を管理者に伝えてください。",
    },
}


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "–"


def sentence(reason: Unreadable) -> Text:
    """The reason as a sentence per language."""
    return {language: text.format_map(_Known(reason.detail)) for language, text in _SAID[reason.why].items()}
