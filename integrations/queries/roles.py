"""The role that a connection asks for: as a template to deploy, as commands, and as a policy to read."""

from dataclasses import dataclass

from django.conf import settings

from integrations.aws import arn, policy, template
from integrations.checks import registry
from integrations.models import AwsConnection

FILE_NAME = "lensboard-role.json"
#: Stands for our account where this installation does not know it.
PLACEHOLDER = "arn:aws:iam::ACCOUNT_OF_LENSBOARD:root"


@dataclass(frozen=True, slots=True)
class RoleGuide:
    """What a person needs to make the role.

    ``principal`` is who may assume it: this installation's account; empty when the installation does not know it,
    and the template then asks. ``console`` is the address at which a stack is made; empty where there is none.
    """

    name: str
    principal: str
    console: str
    command: str
    terraform: str
    policy: str
    deny: str
    trust: str
    actions: tuple[str, ...]


def guide(connection: AwsConnection) -> RoleGuide:
    """How to make this connection's role."""
    actions = registry.every_action()
    principal = _principal()
    return RoleGuide(
        name=_role(connection).name,
        principal=principal,
        console=_console(connection),
        command=_command(principal),
        terraform=_terraform(principal),
        policy=policy.pretty(policy.read_policy(actions)),
        deny=policy.pretty(policy.deny_content_policy()),
        trust=policy.pretty(template.trust_policy(principal or PLACEHOLDER, str(connection.external_id))),
        actions=actions,
    )


def template_of(connection: AwsConnection) -> str:
    """The CloudFormation template of the role as JSON, with this connection's external id and our account filled in."""
    role = _role(connection)
    return template.template(
        registry.every_action(),
        principal_arn=_principal(),
        external_id=str(connection.external_id),
        role_name=role.name,
        path=role.path,
    )


def _role(connection: AwsConnection) -> arn.RoleArn:
    return arn.role_arn(connection.role_arn, partition=connection.role_arn.split(":")[1])


def _principal() -> str:
    own = settings.AWS_BASE
    return f"arn:{own['partition']}:iam::{own['account_id']}:root" if own["account_id"] else ""


def _console(connection: AwsConnection) -> str:
    region = connection.regions[0]
    if not connection.role_arn.startswith("arn:aws:"):
        return ""
    return f"https://{region}.console.aws.amazon.com/cloudformation/home?region={region}#/stacks/create"


def _command(principal: str) -> str:
    given = "" if principal else f' \\\n  --parameter-overrides "PrincipalArn={PLACEHOLDER}"'
    return (
        f"aws cloudformation deploy --stack-name {template.ROLE_NAME} \\\n"
        f"  --template-file {FILE_NAME} --capabilities CAPABILITY_NAMED_IAM{given}"
    )


def _terraform(principal: str) -> str:
    given = "" if principal else f'\n  parameters    = {{ PrincipalArn = "{PLACEHOLDER}" }}'
    return (
        f'resource "aws_cloudformation_stack" "lensboard" {{\n  name          = "{template.ROLE_NAME}"\n'
        f'  template_body = file("${{path.module}}/{FILE_NAME}")\n'
        f'  capabilities  = ["CAPABILITY_NAMED_IAM"]{given}\n}}\n'
    )
