"""Harborline's document classifier: a small tuned model in nightly batches, reviewed under an edition since renewed."""

from lens_app.demo.papers import table
from lens_app.demo.story import Act, Proof, Story

FACTS = {
    "name": "Document classifier",
    "description": "A small tuned model sorts 60,000 scanned documents a night into 140 kinds and routes them.",
    "environment": "PRODUCTION",
    "unit": "Underwriting",
    "review_owner": "Daniel Okafor",
    "industry": "Insurance",
    "regions": ["us-east-1"],
    "tags": {"tier": "3", "cost-center": "4530"},
    "scope": {
        "user_type": ["fine_tuner"],
        "pattern": ["fine_tuning"],
        "hosting": ["managed_endpoint"],
        "capacity": ["batch"],
        "region": ["one"],
        "input": ["untrusted"],
        "audience": ["machine"],
        "model": ["not_cacheable"],
        "guardrails": ["not_used"],
    },
}

SPRING = Act(
    226,
    "daniel",
    marks={
        "GENOPS01": "x.",
        "GENOPS02": "x..",
        "GENOPS04": "x.",
        "GENOPS05": "x",
        "GENSEC01": "x.x.",
        "GENSEC03": "0",
        "GENSEC06": "0",
        "GENREL01": "x",
        "GENREL04": "x.",
        "GENREL06": "x",
        "GENPERF03": "x",
        "GENCOST01": "x",
        "GENCOST02": "xx",
        "GENSUS01": "xx",
        "GENSUS02": "x",
        "GENSUS03": "x",
    },
    notes={
        "GENOPS05": "The prompted model reached 91%, the tuned one 97.5% at a ninth of the cost per document.",
        "GENSEC06": "Training data comes from the archive as it is. Nobody looked for labels that were changed.",
        "GENREL06": "Checkpoints every 15 minutes. A spot interruption in March cost 9 minutes.",
    },
    proofs=(
        Proof(
            "Prompted against tuned, 5,000 documents",
            "GENOPS05_BP01",
            filename="prompted-vs-tuned.csv",
            content=table(
                [
                    ("model", "accuracy", "cost per 1,000 documents (USD)"),
                    ("prompted, large", 0.912, 8.10),
                    ("prompted, small", 0.861, 1.20),
                    ("tuned, small", 0.975, 0.90),
                ]
            ),
            good_for=150,
        ),
    ),
    milestone=("Release 3", "The tuned model replaces the prompted one."),
)

CLEAN_UP = Act(
    148,
    "daniel",
    marks={"GENOPS01": "xx", "GENOPS02": "xx.", "GENSEC06": "x", "GENREL04": "xx", "GENPERF01": "x.", "GENSEC03": "x"},
    notes={
        "GENSEC06": "A screening step removes doubles, personal data and documents whose label changed in the last "
        "30 days.",
        "GENOPS01": "Underwriters correct a wrong kind in their inbox; corrections are sampled into the test set "
        "monthly.",
    },
    milestone=("Release 4", "After the data clean-up."),
)

STORY = Story(FACTS, (SPRING, CLEAN_UP), edition="2025.04")
