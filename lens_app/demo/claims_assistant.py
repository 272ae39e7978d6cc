"""Harborline's claims assistant: retrieval over policies and past claims, launched this summer, well looked after."""

from lens_app.demo.papers import page, table
from lens_app.demo.story import Account, Act, Proof, Story, Word, Worked

FACTS = {
    "name": "Claims assistant",
    "description": "Answers handlers' questions on cover and procedure, with the clauses it relied on. "
    "About 4,000 questions a day from 350 people.",
    "environment": "PRODUCTION",
    "unit": "Claims",
    "review_owner": "Priya Raman",
    "industry": "Insurance",
    "regions": ["ap-northeast-1", "us-east-1"],
    "account_ids": ["111122223333"],
    "tags": {"tier": "1", "cost-center": "4410"},
    "scope": {
        "user_type": ["consumer"],
        "pattern": ["rag"],
        "hosting": ["managed_api"],
        "capacity": ["on_demand"],
        "region": ["one"],
        "input": ["untrusted"],
        "audience": ["human"],
        "model": ["cacheable"],
        "guardrails": ["used"],
    },
}

DESIGN = Act(
    238,
    "priya",
    marks={
        "GENOPS03": "..",
        "GENOPS04": "x.",
        "GENSEC01": "x...",
        "GENSEC02": "0",
        "GENSEC04": "..",
        "GENREL01": "0",
        "GENREL03": "..",
        "GENPERF03": "x",
        "GENCOST01": "x",
        "GENCOST02": "x.",
        "GENSUS03": "0",
    },
    notes={
        "GENSEC02": "The prototype talks to the model directly. Guardrails are planned for the pilot, not before.",
        "GENCOST01": "Haiku, Nova Lite and Sonnet were compared on 120 real questions. Haiku failed on exclusions, so "
        "Sonnet answers and Haiku writes the search query.",
        "GENSEC01": "One role per stage exists. Every handler can still reach every document in the index.",
    },
    milestone=("Design review", "The prototype as shown to the architecture board. Half of the lens is unanswered."),
)

PILOT = Act(
    171,
    "daniel",
    marks={
        "GENOPS01": "x.",
        "GENOPS02": "x..",
        "GENOPS03": "x.",
        "GENOPS05": "x",
        "GENSEC01": "x.x.",
        "GENSEC02": "x",
        "GENSEC03": "0",
        "GENSEC04": "x.",
        "GENREL02": "0",
        "GENREL04": "x.",
        "GENPERF01": "x.",
        "GENPERF04": "x.",
        "GENCOST03": "x...",
        "GENSUS02": "0",
    },
    notes={
        "GENOPS01": "240 questions with the clauses that answer them, run every night. Handlers cannot rate an "
        "answer yet.",
        "GENSEC02": "The claims-assistant guardrail filters both ways. Denied topics: legal advice, settlement offers.",
        "GENSEC01": "Retrieval now filters by line of business and by the handler's authority limit.",
        "GENPERF04": "Recall at 8 passages is 0.91 on the reference questions. Vector size was not looked at.",
    },
    remarks={"GENSEC01_BP02": "Traffic leaves through the NAT gateway. The endpoint is ordered with the network team."},
    proofs=(
        Proof(
            "Nightly evaluation, first month of the pilot",
            "GENOPS01_BP01",
            filename="evaluation-pilot.csv",
            content=table(
                [
                    ("week", "questions", "grounded", "relevant", "refused correctly"),
                    (22, 240, 0.87, 0.90, 0.93),
                    (23, 240, 0.89, 0.91, 0.93),
                    (24, 240, 0.92, 0.92, 0.96),
                    (25, 240, 0.93, 0.92, 0.97),
                ]
            ),
            good_for=180,
        ),
        Proof(
            "Guardrail policy of the claims assistant",
            "GENSEC02_BP01",
            url="https://wiki.harborline.example/ai/claims-assistant/guardrail",
        ),
    ),
    milestone=("Pilot", "40 handlers in two offices."),
)

BEFORE_LAUNCH = Act(
    104,
    "priya",
    marks={
        "GENOPS01": "xx",
        "GENOPS02": "xx.",
        "GENOPS04": "xx",
        "GENSEC03": "x",
        "GENSEC04": "xx",
        "GENREL02": "x",
        "GENREL03": "x.",
        "GENREL05": "...",
        "GENPERF02": "...",
        "GENCOST03": "xx..",
        "GENCOST04": "x",
        "GENSUS01": "x.",
    },
    notes={
        "GENOPS01": "Every answer carries two buttons and a field. Ratings are read on Mondays; 14 led to a change "
        "so far.",
        "GENSEC04": "Prompts live in Prompt management, encrypted with our own key. Uploaded letters are wrapped in "
        "tags "
        "and scanned for instructions before they reach the model.",
        "GENPERF02": "No load test yet: the pilot never had more than 12 handlers at once.",
    },
    proofs=(
        Proof(
            "Penetration test: prompt injection through uploaded letters",
            "GENSEC04_BP02",
            filename="pentest-summary.pdf",
            content=page(
                "Prompt injection through uploaded letters: summary",
                "Claims assistant, release 0.9. Tested over four days in the staging account.",
                "",
                "62 attacks were tried, in letters, in e-mails and in file names.",
                "60 were stopped by the input check or by the guardrail.",
                "2 changed the tone of an answer, none its facts. Both were fixed and tried again.",
                "",
                "No clause, claim or name of another customer was revealed.",
            ),
            good_for=365,
        ),
    ),
    milestone=("Before launch", "Decides whether all 350 handlers get access."),
)

LAUNCH = Act(
    62,
    "daniel",
    marks={
        "GENOPS02": "xx.",
        "GENOPS03": "xx",
        "GENREL03": "xx",
        "GENREL04": "xx",
        "GENPERF01": "xx",
        "GENCOST02": "xx",
        "GENSUS02": "x",
        "GENSUS03": "x",
    },
    notes={
        "GENREL03": "Each call has a limit of 20 seconds and two retries with jitter; then the handler sees the "
        "passages "
        "without an answer.",
        "GENOPS03": "The trace of each answer holds prompt version, model id, passages and guardrail verdict for "
        "400 days.",
        "GENSUS03": "Haiku passed the test for writing search queries, which is two thirds of all calls.",
    },
    proofs=(
        Proof(
            "How an answer is traced",
            "GENOPS03_BP02",
            text="I took claim question 88-1402 from support and followed it in the trace: prompt 31, eight "
            "passages with "
            "their versions, the guardrail's verdict and the answer as shown. It took four minutes.",
        ),
    ),
    worked=(
        Worked(
            "throughput",
            {
                "requests": 45,
                "input_tokens": 6_200,
                "output_tokens": 420,
                "max_tokens": 1_000,
                "growth": 30,
                "quota_requests": 200,
                "quota_tokens": 400_000,
                "levers": ("cross_region", "shorter"),
            },
        ),
    ),
    milestone=("Launch", "All claims offices."),
)

AUTUMN = Act(
    12,
    "priya",
    marks={"GENCOST03": "xxx.", "GENPERF04": "xx", "GENREL05": "x.."},
    notes={
        "GENCOST03": "The common part of the prompt is cached since October: 38% fewer input tokens billed. Uploaded "
        "letters are not tagged for the guardrail yet, so it scans everything.",
        "GENPERF04": "512 dimensions lost 0.4 points of recall against 1,024 and halved the store. We kept 512.",
    },
    worked=(
        Worked(
            "throughput",
            {
                "requests": 52,
                "input_tokens": 6_200,
                "output_tokens": 420,
                "max_tokens": 700,
                "cached": 38,
                "growth": 30,
                "quota_requests": 200,
                "quota_tokens": 400_000,
                "levers": ("cross_region", "shorter"),
            },
        ),
    ),
    milestone=("Autumn review", "What is left: load testing, network path, and alerts on who uses what."),
)

STORY = Story(
    FACTS,
    (DESIGN, PILOT, BEFORE_LAUNCH, LAUNCH, AUTUMN),
    Account("Claims, production", "111122223333", ("ap-northeast-1", "us-east-1"), "PRODUCTION", "maya"),
    (
        Word("GENSEC01_BP02", "daniel", accept=True),
        Word(
            "GENPERF02_BP01",
            "daniel",
            accept=False,
            note="The quotas leave room, but that is no load test. We plan one for January.",
        ),
    ),
)
