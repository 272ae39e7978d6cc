"""Harborline's broker desk: agents that change policies, still before production, with much to do."""

from lens_app.demo.papers import text
from lens_app.demo.story import Account, Act, Proof, Story

FACTS = {
    "name": "Broker desk agents",
    "description": "Agents that prepare quotes and change policies at a broker's request. A person confirms every "
    "change.",
    "environment": "PREPRODUCTION",
    "unit": "Distribution",
    "review_owner": "Maya Lindqvist",
    "industry": "Insurance",
    "regions": ["ap-northeast-1"],
    "account_ids": ["444455556666"],
    "tags": {"tier": "2", "cost-center": "4720"},
    "scope": {
        "user_type": ["consumer"],
        "pattern": ["rag", "agents"],
        "hosting": ["managed_api"],
        "capacity": ["on_demand"],
        "region": ["one"],
        "input": ["untrusted"],
        "audience": ["human"],
        "model": ["cacheable"],
        "guardrails": ["not_used"],
    },
}

FIRST_LOOK = Act(
    88,
    "daniel",
    marks={
        "GENOPS02": "x..",
        "GENOPS03": ".x",
        "GENOPS04": "x.",
        "GENSEC01": "x...",
        "GENSEC02": "0",
        "GENSEC03": "0",
        "GENSEC05": "0",
        "GENREL01": "0",
        "GENREL03": "x.",
        "GENCOST05": "0",
    },
    notes={
        "GENSEC05": "All three agents share one role that may write to the policy system. To be split before any "
        "broker "
        "sees this.",
        "GENCOST05": "In a test the quote agent called the rating engine 46 times for one motor policy. Nothing "
        "stopped it.",
        "GENSEC02": "No guardrail. The broker desk reads every answer before it leaves, which will not scale.",
    },
    milestone=("First look", "Before the second sprint, to decide what comes first."),
)

SECOND_LOOK = Act(
    27,
    "daniel",
    marks={
        "GENOPS01": "x.",
        "GENOPS03": "xx",
        "GENSEC04": "x.",
        "GENSEC05": "x",
        "GENREL03": "xx",
        "GENREL04": "x.",
        "GENPERF01": "x.",
        "GENCOST01": "x",
        "GENCOST05": "x",
        "GENSEC03": "x",
    },
    notes={
        "GENSEC05": "Three roles with permission boundaries. Whatever changes a policy waits for the desk's approval.",
        "GENCOST05": "A run ends after 25 steps, 4 minutes or 60,000 tokens, whichever comes first.",
        "GENSEC03": "CloudTrail is on in the development account. Who reads it is still open.",
        "GENSEC04": "Mails from brokers go into the prompt as they come. To be bounded.",
    },
    remarks={"GENSEC05_BP01": "Checked with the policy simulator: none of the roles can pay out."},
    proofs=(
        Proof(
            "Limits of an agent run",
            "GENCOST05_BP01",
            filename="run-limits.txt",
            content=text(
                "Limits of one agent run, broker desk, as deployed in development",
                "",
                "steps      25",
                "time       240 s",
                "tokens     60000 (input and output)",
                "tool calls 10 to the rating engine, 2 to the policy system",
                "",
                "A run that meets a limit ends with what it has, and the desk takes over.",
            ),
        ),
    ),
    milestone=("Before the broker trial", "The agents are bounded now. Input from brokers is not."),
)

STORY = Story(
    FACTS,
    (FIRST_LOOK, SECOND_LOOK),
    Account("Broker desk, development", "444455556666", ("ap-northeast-1",), "DEVELOPMENT", "maya"),
)
