"""日本語の報告書。本文は「です・ます」、ラベルは体言止め、数字と英字は半角で前後に空白なし。"""

from collections.abc import Mapping
from datetime import date, datetime

from assessments.reports.words import labels_ja as table
from assessments.rules.trend import Move
from assessments.rules.vocabulary import Risk, Told


class Japanese:
    """日本語のラベル、日付、文。"""

    language = "ja"
    labels = table.LABELS
    risks = table.RISKS
    meanings = table.MEANINGS
    scope = table.SCOPE
    verdicts = table.VERDICTS
    reasons = table.REASONS
    method = table.METHOD
    moves = table.MOVES
    comma = "、"
    colon = "："

    def aside(self, text: str) -> str:
        """前の語に添える括弧書き。"""
        return f"（{text}）"

    def label(self, key: str) -> str:
        """この鍵のラベル。"""
        return self.labels[key]

    def day(self, on: date) -> str:
        """読みやすい日付。"""
        return f"{on.year}年{on.month}月{on.day}日"

    def moment(self, at: datetime) -> str:
        """協定世界時の日時。"""
        return f"{self.day(at.date())} {at:%H:%M} UTC"

    def edition(self, number: int | None, on: date) -> str:
        """どの時点の状態か。日付は協定世界時。"""
        return f"マイルストーン{number} {self.day(on)}（UTC）" if number else f"{self.day(on)}（UTC）時点"

    def milestone(self, number: int | None, name: str) -> str:
        """表紙のマイルストーン。"""
        return f"{number} {name}" if number else "なし（下記の時点の状態）"

    def short_milestone(self, number: int | None) -> str:
        """凡例のマイルストーン。"""
        return f"マイルストーン{number}" if number else "現在"

    def version(self, name: str, version: str) -> str:
        """レンズと版。"""
        return f"{name} バージョン{version}" if version else name

    def finding(self, counts: Mapping[Risk, int]) -> str:
        """要約の最初の文。"""
        total, high, medium = sum(counts.values()), counts[Risk.HIGH], counts[Risk.MEDIUM]
        applicable = total - counts[Risk.NOT_APPLICABLE]
        answered = applicable - counts[Risk.UNANSWERED]
        if not total:
            return "このレンズには質問がありません。"
        if not applicable:
            return "このレンズの質問は、いずれもこのワークロードに該当しません。"
        if not answered:
            return "まだ1問も回答がなく、リスクについては何も分かっていません。"
        if high:
            more = f"、{medium}問が中リスク" if medium else ""
            return f"{total}問のうち{high}問が高リスク{more}です。"
        if medium:
            return f"高リスクはなく、{total}問のうち{medium}問が中リスクです。"
        if counts[Risk.UNANSWERED]:
            return f"これまでに回答した{answered}問に、リスクは見つかっていません。"
        return f"該当する{applicable}問のいずれにも、リスクは見つかっていません。"

    def change(self, opened: int, closed: int, number: int) -> str:
        """高リスクの増減。"""
        since = f"マイルストーン{number}以降、"
        if not opened and not closed:
            return f"{since}高リスクの発生も解消もありません。"
        if opened and closed:
            return f"{since}高リスクは{closed}件が解消し、{opened}件が発生しました。"
        return f"{since}高リスク{closed}件が解消しました。" if closed else f"{since}高リスク{opened}件が発生しました。"

    def gaps(self, unanswered: int, unseen: int, to_weigh: int) -> str:
        """分かっていないこと。"""
        weigh = f"{to_weigh}件の観測は人の判断が必要です。" if to_weigh else ""
        if unanswered and unseen:
            return f"{unanswered}問が未回答で、{unseen}件の観測で確認できませんでした。{weigh}"
        if unanswered:
            return f"{unanswered}問が未回答です。{weigh}"
        return f"{unseen}件の観測で確認できませんでした。{weigh}" if unseen else weigh

    def trend(self, first: int, last: int, records: int, since: date) -> str:
        """全期間の高リスクの増減。"""
        span = f"{self.day(since)}から{records}回の記録で、高リスクは"
        if first == last:
            return f"{span}{first}のままです。"
        return f"{span}{first}から{last}に{'減り' if last < first else '増え'}ました。"

    def no_trend(self) -> str:
        """記録が1つだけのとき。"""
        return "このワークロードの最初の記録です。推移を示すには、次のマイルストーンが必要です。"

    def first_record(self, questions: int) -> str:
        """最も古い記録。"""
        return f"最初の記録（{questions}問）"

    def step(self, moves: Mapping[Move, int]) -> str:
        """1回分の変化。"""
        return "、".join(f"{name}{moves[move]}" for move, name in self.moves.items() if moves.get(move))

    def earlier(self, count: int) -> str:
        """省いた記録。"""
        return f"これより前の{count}回の記録は、図にだけ示します。"

    def pillars(self, high: int, top: str, at_top: int) -> str:
        """高リスクのある柱。"""
        if not high:
            return "高リスクのある柱はありません。"
        if high == at_top:
            who = f"高リスク{high}件はすべて" if high > 1 else "ただ1件の高リスクは"
            return f"{who}「{top}」にあります。"
        return f"高リスク{high}件のうち{at_top}件が「{top}」にあります。"

    def plan(self, practices: int, questions: int) -> str:
        """改善計画の中身。"""
        if not practices:
            return "残っている項目はありません。回答済みの質問にリスクはありません。"
        return f"リスクのある{questions}問で、{practices}件のプラクティスが未実施です。"

    def no_practice(self) -> str:
        """プラクティスを挙げられないとき。"""
        return "このリスクは、レンズのルールがプラクティスを挙げずに定めています。"

    def in_place(self, done: int, of: int) -> str:
        """実施済みの数。"""
        return f"{of}件中{done}件を実施済み"

    def more(self, count: int) -> str:
        """省いた数。"""
        return f"ほか{count}件"

    def answered(self, name: str, on: str) -> str:
        """回答した人と日。"""
        return f"{name} {on}"

    def former(self, code: str) -> str:
        """レンズからなくなったプラクティスの呼び名。"""
        return f"旧{code}"

    def decided(self, accepted: bool, name: str, on: str) -> str:
        """提案への判断。"""
        return f"{name}が提案を{'採用' if accepted else '却下'}（{on}）"

    def register(self, count: int) -> str:
        """台帳の中身。"""
        if not count:
            return "エビデンスとして登録されたファイル・リンク・メモ・検討シートはありません。"
        return f"人が登録したエビデンス{count}件です。"

    def observations(self, counts: Mapping[Told, int]) -> str:
        """チェックの結果。"""
        if not sum(counts.values()):
            return "AWSアカウントを確認したチェックはまだありません。"
        unseen, failed, passed = (counts[v] for v in (Told.NOT_DETERMINABLE, Told.FAIL, Told.PASS))
        weigh = f"、要判断{counts[Told.NEEDS_A_PERSON]}件" if counts[Told.NEEDS_A_PERSON] else ""
        counted = f"確認できず{unseen}件、不適合{failed}件、適合{passed}件{weigh}です。"
        return f"{counted}確認できなかったものは、良いとも悪いともいえません。"

    def left_out(self, count: int) -> str:
        """印刷しない観測。"""
        return f"ほか{count:,}件は印刷していません。本報告のデータにすべて含まれます。"

    def frozen(self, number: int | None) -> str:
        """ダイジェストの対象。"""
        source = f"マイルストーン{number}の凍結データ" if number else "表紙に示す時点のデータ"
        return (
            f"本報告は{source}から作成しました。"
            "表紙のダイジェストはそのデータのSHA-256です。データは保存版に添付しています。"
        )

    def audit(self) -> str:
        """監査ログの先頭ハッシュの意味。"""
        return (
            "変更はすべて、追記だけができる監査ログに残ります。"
            "各記録は直前の記録のハッシュを含み、表紙に示す先頭ハッシュが、そこまでの全記録を確定します。"
        )

    def signing(self) -> str:
        """署名の意味。"""
        return (
            "本レビューを読み、挙げられたリスクを理解しました。"
            "改善計画を実行するか、別の判断をする場合は書面に残します。"
        )

    def strip_title(self, count: int) -> str:
        """質問ごとの記号の図。"""
        return f"{count}の質問それぞれのリスク"

    def profile_title(self) -> str:
        """実施率の図。"""
        return "柱ごとの実施率"

    def bars_title(self) -> str:
        """柱ごとのリスクの図。"""
        return "柱とリスクごとの質問数"

    def trend_title(self) -> str:
        """推移の図。"""
        return "マイルストーンごとのリスク"
