"""Words that invented people are made of. None is taken from a real person or record."""


def _words(text: str) -> list[str]:
    return text.split()


def _phrases(text: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in text.split("/")]


MEN = _words(
    """
    ADAM AHMED ALED ALUN ANDRZEJ ANTHONY BEN CALLUM CARLTON CURTIS DAFYDD DAMIEN DARREN DELROY
    DEWI DWAYNE ELIJAH EMLYN EWAN FARHAN GARETH GETHIN GRAHAM HASSAN HUW IBRAHIM IEUAN IOAN
    ISAAC JAMIE JEAN-PAUL JEROME JOEL JORDAN JOSÉ KEITH KHALID KIERAN KOFI KWAME KYLE LEON LIAM
    LLEWELYN LLŶR LUKE ŁUKASZ MALACHI MARCUS MARTYN MICHAEL MIHAI MOHAMMED NATHAN NEIL NIALL
    OMAR OSIAN OWAIN PAUL PETER PIOTR RASHID RAYMOND REECE RHYS ROBERT RYAN SEÁN SIÔN STEPHEN
    STEVEN TARIQ TERENCE TOMASZ TOMOS TREVOR TYRONE VICTOR VIKRAM WAYNE WILLIAM YUSUF ZAC
    """
)

WOMEN = _words(
    """
    AISHA ALICE AMINA ANGHARAD ANNA BERNADETTE BETHAN BRONWYN CAROL CERYS CHANTELLE CHLOË CLAIRE
    DAWN DONNA EBONY ELERI ELLA FFION FIONA GITA GRACE HANNAH HELEN IRENA JADE JOANNE JODIE
    KATARZYNA KELLY LEANNE LOWRI MAIR MARGARET MARIE-CLAIRE MICHELLE NIA NICOLA NON OLUWASEUN
    PAULA PRIYA RACHEL RENÉE RHIANNON SANDRA SHANICE SHARON SIÂN SIOBHÁN STACEY TANYA TERESA ZOË
    """
)

SURNAMES = _phrases(
    """
    ABBOTT / ADEYEMI / AHMED / AL-RASHID / ALLARDYCE / AP GWILYM / ASHWORTH / BAILEY / BANKOLE /
    BEVAN / BLACKWOOD / BOATENG / BRIGGS / BUCHANAN / CARTWRIGHT / CHAUDHRY / CLARKE / CONTEH /
    CRAVEN / D'SOUZA / DALE / DE SOUZA / DESMOND / DIAZ / DRAKEFORD / EDGE / EVANS / FAIRWEATHER
    / FARRELL / FENWICK-SHAW / FLETCHER / GARSIDE / GŴYN / GREENHALGH / GRIFFITHS / GUŢU /
    HALLORAN / HARGREAVES / HOLROYD / HUSSAIN / IBEKWE / INGLEBY / JENKINS / JOHAL / JONES-PARRY
    / KAMARA / KEARNEY / KOWALCZYK / KUMAR / LANGSTAFF / LEWANDOWSKA-HILL / LLOYD / LLYWELYN /
    LOCKWOOD / MACDONALD / MARSDEN / MCALLISTER / MCGRATH / MEREDITH / MORGAN / MÜLLER / NAYLOR
    / NÍ BHRAONÁIN / NOLAN / NOWAK / O'BRIEN / O'DONOGHUE / OAKDEN / OKAFOR-REID / OKORO /
    ORMEROD / OSEI / OWUSU / OYELARAN / PATEL / PENDLEBURY / PETERS / PRITCHARD / PROTHERO /
    PRZYBYLSKI / QUINN / RATCLIFFE / RAWSTHORNE / RHYDDERCH / ROWBOTHAM / SAEED / SHAH /
    SHARPLES / SIDHU / SKELTON / SMITH-WATKINS / ST JOHN / STANIFORTH / STIRLING / TAIWO /
    TATTERSALL / THOMAS / THWAITE / UDDIN / VAUGHAN / VON HALLE / WADSWORTH / WALIGÓRSKI /
    WHITTLE / WOŹNIAK / WYNNE / YARDLEY / YOUNG / ZAMAN
    """
)

CLOSED = _words("MDI HLI HMI WEI DNI GTI RNI WDI HHI NLI")
WELSH = _words("BWI CFI PRI SWI")
OPEN = _words("HDI KMI SUI UPI TCI")
WOMENS = _words("NHI STI AGI LNI ESI BZI")

OFFENCES = _phrases(
    """
    Robbery / Wounding with intent / Burglary of a dwelling / Possession with intent to supply a
    Class A drug / Conspiracy to supply a Class A drug / Arson with intent to endanger life /
    Aggravated burglary / Assault occasioning actual bodily harm / Threats to kill / Possession
    of a firearm / Stalking / Controlling or coercive behaviour / Causing death by dangerous
    driving / Fraud by false representation / Manslaughter / Violent disorder / Rape / Blackmail
    / Perverting the course of justice
    """
)

GRAVE_OFFENCES = _phrases(
    """
    Murder / Attempted murder / Wounding with intent / Rape / Robbery with a firearm / Arson
    with intent to endanger life / Kidnapping / Aggravated burglary
    """
)

ALERTS = _phrases(
    """
    ACCT open / Risk to known adult / Risk to public / Risk to children in the community /
    Escape list / Staff assaulter / Domestic abuse perpetrator / No one-to-ones / Care
    experienced / Conflict with another prisoner / Child contact restricted / Organised crime /
    No contact request / Self-harm
    """
)

TEAMS = (
    ("Leeds North", "LDSN", "Leeds", "England"),
    ("Leeds South", "LDSS", "Leeds", "England"),
    ("Bradford City", "BRDC", "Bradford and Calderdale", "England"),
    ("Kirklees", "KRKL", "Kirklees", "England"),
    ("Hull East", "HULE", "Hull and East Riding", "England"),
    ("Gwynedd", "GWYN", "North Wales", "Wales"),
    ("Caerdydd a'r Fro", "CRDF", "Cardiff and the Vale", "Wales"),
    ("Dyfed", "DYFD", "Dyfed-Powys", "Wales"),
)

HOSPITALS = ("Hazelwood Hospital", "Moorside Clinic", "Llwyn Onn Medium Secure Unit")

PURPOSES = ("Start custody", "Review", "Significant Change", "Parole", "Pre-handover", "Recall")

LEVELS = ("LOW", "MEDIUM", "HIGH", "VERY_HIGH")
GROUPS = ("Children", "Public", "Known Adult", "Staff", "Prisoners")
