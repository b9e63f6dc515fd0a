extension Words {
  /// What `--help` says of settling.
  public enum SettlingHelp {
    public static let section = Phrase(
      sv: "Bara i det här avsnittet och de som ligger under det, till exempel 4.1.",
      en: "Only in this section and those below it, such as 4.1.",
      da: "Kun i dette afsnit og dem under det, for eksempel 4.1.")
    public static let municipality = Phrase(
      sv: "Bara i den här kommunen.", en: "Only in this municipality.", da: "Kun i denne kommune.")
    public static let person = Phrase(
      sv: "Bara där den här personen skrev.", en: "Only where this person wrote.", da: "Kun hvor denne person skrev.")
    public static let kind = Phrase(
      sv: "Bara av den här sorten: edit, text, delete, orphan, ring eller closed-year.",
      en: "Only of this kind: edit, text, delete, orphan, ring or closed-year.",
      da: "Kun af denne slags: edit, text, delete, orphan, ring eller closed-year.")
    public static let older = Phrase(
      sv: "Bara de som har väntat minst så många dagar.", en: "Only those that have waited for at least so many days.",
      da: "Kun dem, der har ventet mindst så mange dage.")
    public static let type = Phrase(
      sv: "Typen av post, till exempel activity.", en: "The type of record, such as activity.",
      da: "Typen af post, for eksempel activity.")
    public static let field = Phrase(
      sv: "Fältet eller gruppen, till exempel doneOn.", en: "The field or group, such as doneOn.",
      da: "Feltet eller gruppen, for eksempel doneOn.")
    public static let proposed = Phrase(
      sv: "Bara dem som någon har lämnat ett förslag om.", en: "Only those that somebody has proposed something about.",
      da: "Kun dem, som nogen har stillet et forslag om.")
    public static let words = Phrase(
      sv: "Bara dem vars namn, plats eller personer innehåller orden.",
      en: "Only those whose name, place or people hold the words.",
      da: "Kun dem, hvis navn, sted eller personer indeholder ordene.")
    public static let order = Phrase(
      sv: "Ordning: waiting (väntat längst först), newest, place eller name.",
      en: "Order: waiting (waited longest first), newest, place or name.",
      da: "Rækkefølge: waiting (ventet længst først), newest, place eller name.")

    package static func unknownKind(_ kind: String, _ known: [String]) -> Phrase {
      Phrase(
        sv: "Den sorten (\(kind)) finns inte. Välj \(choice: known).",
        en: "There is no such kind (\(kind)). Choose \(choice: known).",
        da: "Den slags (\(kind)) findes ikke. Vælg \(choice: known).")
    }

    package static func unknownOrder(_ order: String, _ known: [String]) -> Phrase {
      Phrase(
        sv: "Den ordningen (\(order)) finns inte. Välj \(choice: known).",
        en: "There is no such order (\(order)). Choose \(choice: known).",
        da: "Den rækkefølge (\(order)) findes ikke. Vælg \(choice: known).")
    }

    package static func unknownRule(_ rule: String, _ known: [String]) -> Phrase {
      Phrase(
        sv: "Regeln \(rule) finns inte. Välj \(choice: known); take-author behöver --author.",
        en: "There is no rule \(rule). Choose \(choice: known); take-author needs --author.",
        da: "Reglen \(rule) findes ikke. Vælg \(choice: known); take-author kræver --author.")
    }

    public static let resolveDiscussion = Phrase(
      sv: """
        En konflikt anges med början av sitt id, eller med posten när den bara står i en. Flera fält i en post avgörs \
        i ett svep med --choose: bygd resolve REF --choose doneOn=take:2 --choose notes=keep-both. \
        Många på en gång avgörs med --rule och urval; se först vad som skulle hända med --dry-run.
        """,
      en: """
        A conflict is named by the beginning of its id, or by the record when that stands in no other. Several fields \
        of a record are settled at once with --choose: bygd resolve REF --choose doneOn=take:2 \
        --choose notes=keep-both. Many are settled with --rule and a selection; look first what would happen with \
        --dry-run.
        """,
      da: """
        En konflikt angives med begyndelsen af sit id, eller med posten, når den kun står i én. Flere felter i en post \
        afgøres på én gang med --choose: bygd resolve REF --choose doneOn=take:2 --choose notes=keep-both. \
        Mange på én gang afgøres med --rule og et udvalg; se først, hvad der ville ske, med --dry-run.
        """)
    public static let move = Phrase(
      sv: "Flytta posten hit.", en: "Move the record here.", da: "Flyt posten hertil.")
    public static let conflictIDs = Phrase(
      sv: "Konfliktens id, eller posten; början räcker.",
      en: "The conflict’s id, or the record; its beginning is enough.",
      da: "Konfliktens id eller posten; begyndelsen er nok.")
    public static let choose = Phrase(
      sv: "Ett fält i taget: take:N, value:TEXT, keep-both, keep, delete eller move:REF. Kan upprepas.",
      en: "A field at a time: take:N, value:TEXT, keep-both, keep, delete or move:REF. Can be repeated.",
      da: "Et felt ad gangen: take:N, value:TEKST, keep-both, keep, delete eller move:REF. Kan gentages.")
    public static let proposal = Phrase(
      sv: "Gör som förslaget med det numret säger.", en: "Do as the proposal of that number says.",
      da: "Gør, som forslaget med det nummer siger.")
    public static let rule = Phrase(
      sv: "Regeln: official, latest, newest-of-one-author eller take-author.",
      en: "The rule: official, latest, newest-of-one-author or take-author.",
      da: "Reglen: official, latest, newest-of-one-author eller take-author.")
    public static let author = Phrase(
      sv: "Personen som regeln take-author gäller.", en: "The person that the rule take-author is about.",
      da: "Personen, som reglen take-author gælder.")
    public static let whichConflict = Phrase(
      sv: "Vilken konflikt? Skriv dess id.", en: "Which conflict? Give its id.", da: "Hvilken konflikt? Skriv dens id.")
    public static let filterWithoutRule = Phrase(
      sv: "Urval och --author hör ihop med --rule.", en: "A selection and --author go with --rule.",
      da: "Udvalg og --author hører sammen med --rule.")
    public static let idsOrFilter = Phrase(
      sv: "Ange antingen id:n eller ett urval.", en: "Give either ids or a selection.",
      da: "Angiv enten id’er eller et udvalg.")
    public static let oneAtATime = Phrase(
      sv: "--edit, --proposal och --choose gäller en i taget.",
      en: "--edit, --proposal and --choose are for one at a time.",
      da: "--edit, --proposal og --choose gælder én ad gangen.")

    public static let propose = Phrase(
      sv: "Föreslå hur en konflikt ska avgöras. Utan id: visa dina förslag och vad det blev av dem.",
      en: "Propose how to settle a conflict. Without an id: show your proposals and what became of them.",
      da: "Foreslå, hvordan en konflikt skal afgøres. Uden id: vis dine forslag, og hvad der blev af dem.")
    public static let proposeDiscussion = Phrase(
      sv: "Administratören ser förslaget bredvid konflikten och kan göra som det säger.",
      en: "The administrator sees the proposal beside the conflict and can do as it says.",
      da: "Administratoren ser forslaget ved siden af konflikten og kan gøre, som det siger.")
    public static let draft = Phrase(
      sv: "Spara som utkast, att tänka på.", en: "Save as a draft, to think over.",
      da: "Gem som kladde, til eftertanke.")
    public static let withdraw = Phrase(
      sv: "Ta tillbaka ditt förslag eller utkast.", en: "Take your proposal or draft back.",
      da: "Træk dit forslag eller din kladde tilbage.")
    public static let oneProposal = Phrase(
      sv: "Välj ett av --take, --value, --edit, --keep, --delete, --keep-both, --move och --withdraw.",
      en: "Choose one of --take, --value, --edit, --keep, --delete, --keep-both, --move and --withdraw.",
      da: "Vælg én af --take, --value, --edit, --keep, --delete, --keep-both, --move og --withdraw.")

    public static let standing = Phrase(
      sv: "Stående regler: vad som avgörs utan att någon tillfrågas.",
      en: "Standing rules: what is settled without anybody being asked.",
      da: "Stående regler: hvad der afgøres, uden at nogen bliver spurgt.")
    public static let standingList = Phrase(
      sv: "Visa de stående reglerna.", en: "Show the standing rules.", da: "Vis de stående regler.")
    public static let standingSet = Phrase(
      sv: "Gör en regel för ett fält. Servern följer den från nästa synk.",
      en: "Make a rule for a field. The server follows it from the next sync on.",
      da: "Lav en regel for et felt. Serveren følger den fra næste synkronisering.")
    public static let standingOff = Phrase(
      sv: "Stäng av en regel.", en: "Switch a rule off.", da: "Slå en regel fra.")
  }
}
