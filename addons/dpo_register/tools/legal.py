"""Lists that the law closes, with the article of each entry (GDPR, regulation (EU) 2016/679)."""

#: Art. 6(1).
BASES = [
    ("a", "Consent"),
    ("b", "Contract"),
    ("c", "Legal obligation"),
    ("d", "Vital interests"),
    ("e", "Task in the public interest"),
    ("f", "Legitimate interest"),
]
#: Art. 9(2), and art. 10.
CONDITIONS = [
    ("a", "Explicit consent (art. 9(2)(a))"),
    ("b", "Employment and social protection (art. 9(2)(b))"),
    ("c", "Vital interests (art. 9(2)(c))"),
    ("d", "Members of a non-profit body (art. 9(2)(d))"),
    ("e", "Data made public by the person (art. 9(2)(e))"),
    ("f", "Legal claims (art. 9(2)(f))"),
    ("g", "Substantial public interest (art. 9(2)(g))"),
    ("h", "Health or social care (art. 9(2)(h))"),
    ("i", "Public health (art. 9(2)(i))"),
    ("j", "Archives, research, statistics (art. 9(2)(j))"),
    ("10", "Offences: official authority or a law (art. 10)"),
]
#: Art. 44 to 49.
MECHANISMS = [
    ("adequacy", "Adequacy decision (art. 45)"),
    ("scc", "Standard contractual clauses (art. 46(2)(c))"),
    ("public", "Instrument between public bodies (art. 46(2)(a))"),
    ("bcr", "Binding corporate rules (art. 47)"),
    ("code", "Code of conduct (art. 46(2)(e))"),
    ("certification", "Certification (art. 46(2)(f))"),
    ("ad_hoc", "Clauses authorised by the CNIL (art. 46(3))"),
    ("derogation", "Derogation (art. 49)"),
]
UNITS = [
    ("day", "days"),
    ("month", "months"),
    ("year", "years"),
    ("permanent", "without limit"),
]
#: What becomes of public archives at the end of their use (Code du patrimoine, art. L212-2).
FATES = [
    ("undefined", "To be set with the archives"),
    ("destroy", "Destruction"),
    ("keep", "Permanent preservation"),
    ("sample", "Selection"),
]
