"""The roles of a case and the lanes of diagrams that stand for them."""

CLIENT = "client"
REFERRER = "referrer"
COORDINATION_OFFICE = "coordination_office"
PROFESSIONAL = "professional"
CASE_LEAD = "case_lead"
PROVIDER = "provider"
PAYER = "payer"
INSURER_IV = "insurer_iv"
MANDATOR = "mandator"
CONTRACTOR = "contractor"
STEERING = "steering"

NAMES = {
    CLIENT: "Klient/in",
    REFERRER: "Anmeldende Stelle",
    COORDINATION_OFFICE: "Koordinationsstelle",
    PROFESSIONAL: "Fachpersonen",
    CASE_LEAD: "Fallführung",
    PROVIDER: "Leistungserbringer",
    PAYER: "Kostenträger",
    INSURER_IV: "IV-Stelle",
    MANDATOR: "Auftraggeber",
    CONTRACTOR: "Auftragnehmer",
    STEERING: "Führungsgruppe",
}
"""Role → its German name."""

STAYING = (CLIENT, COORDINATION_OFFICE)
"""The roles that take part whether or not a mandate holds: whose case it is, and who closes it."""

LANES = {name: role for role, name in NAMES.items()}
"""Name of a lane in a diagram → role. A lane that is not here (System) has no tasks for people."""

ENTITLED = (CLIENT, COORDINATION_OFFICE)
"""The roles that may see who saw the data of the case, and all that is kept about the person."""

ANYTIME = "Jederzeit"
"""The lane of what may happen at any time; the tasks in it name their role themselves."""

OPENERS = {
    REFERRER: ("rav", "iv", "sd"),
    COORDINATION_OFFICE: ("ks",),
    PROFESSIONAL: ("rav", "iv", "sd", "ks", "provider"),
}
"""The lane of a start event → kinds of institutions whose staff may open such a case; without a lane the referrers."""

KIND_OF_ROLE = {COORDINATION_OFFICE: "ks", INSURER_IV: "iv"}
"""Roles that an institution of one kind holds by itself, without being named in the case."""
