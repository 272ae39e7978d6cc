"""Who there is: an insurer that speaks English, a bank that speaks Japanese, and one consultant in both."""

from assessments.access import RoleName
from lens_app.demo.story import House, Person, Seat

TOKYO, LONDON = "Asia/Tokyo", "Europe/London"

MAYA = Person("maya", "Maya Lindqvist", "maya@harborline.example", "en", LONDON)
PRIYA = Person("priya", "Priya Raman", "priya@harborline.example", "en", LONDON)
DANIEL = Person("daniel", "Daniel Okafor", "daniel@harborline.example", "en", LONDON)
HELEN = Person("helen", "Helen Moore", "helen@harborline.example", "en", LONDON)
MORITA = Person("morita", "森田 浩", "morita@lens-advisory.example", "ja", TOKYO)
TAKAHASHI = Person("takahashi", "高橋 美咲", "takahashi@kitahama.example", "ja", TOKYO)
NAKAMURA = Person("nakamura", "中村 健太", "nakamura@kitahama.example", "ja", TOKYO)
SASAKI = Person("sasaki", "佐々木 涼子", "sasaki@kitahama.example", "ja", TOKYO)

EVERYONE = (MAYA, PRIYA, DANIEL, HELEN, TAKAHASHI, NAKAMURA, SASAKI, MORITA)

HARBORLINE = House(
    "Harborline Insurance",
    "harborline",
    "en",
    (
        Seat(MAYA, RoleName.OWNER, ("platform_lead", "governance")),
        Seat(PRIYA, RoleName.LEAD, ("product_owner", "prompt_engineer")),
        Seat(DANIEL, RoleName.CONTRIBUTOR, ("ml_engineer", "data_engineer")),
        Seat(HELEN, RoleName.VIEWER, ("internal_audit",)),
        Seat(MORITA, RoleName.LEAD, ("external_reviewer",)),
    ),
)

KITAHAMA = House(
    "北浜銀行 / Kitahama Bank",
    "kitahama",
    "ja",
    (
        Seat(TAKAHASHI, RoleName.OWNER, ("platform_lead", "governance")),
        Seat(NAKAMURA, RoleName.CONTRIBUTOR, ("ml_engineer", "prompt_engineer")),
        Seat(SASAKI, RoleName.VIEWER, ("risk_management",)),
        Seat(MORITA, RoleName.LEAD, ("external_reviewer",)),
    ),
)
