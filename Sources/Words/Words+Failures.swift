extension Words.Errors {
  private static let nothingChanged = Phrase(
    sv: "Inget har ändrats.", en: "Nothing was changed.", da: "Intet er ændret.")

  public static let seeHelp = Phrase(
    sv: "Se hur man skriver med: bygd help", en: "See how to write it with: bygd help",
    da: "Se, hvordan man skriver, med: bygd help")

  package static func notText(_ path: String) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Filen \(path) är ingen text i UTF-8.", en: "The file \(path) is no text in UTF-8.",
        da: "Filen \(path) er ikke tekst i UTF-8."),
      safe: nothingChanged)
  }

  package static func cannotWrite(_ path: String) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Det går inte att skriva filen \(path).", en: "The file \(path) can’t be written.",
        da: "Filen \(path) kan ikke skrives."),
      safe: nothingChanged)
  }

  public static let outputFailed = Trouble(
    happened: Phrase(
      sv: "Det gick inte att skriva ut svaret.", en: "The answer could not be written.",
      da: "Svaret kunne ikke skrives ud."),
    next: Phrase(
      sv: "Se efter om disken är full.", en: "See whether the disk is full.", da: "Se efter, om disken er fuld."))

  package static func unknownType(_ name: String, known: [String]) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Det finns inget slag av post som heter \(name).", en: "There is no type of record called \(name).",
        da: "Der findes ingen slags post, der hedder \(name)."),
      next: known.isEmpty
        ? nil : Phrase(sv: "Välj \(choice: known).", en: "Choose \(choice: known).", da: "Vælg \(choice: known)."))
  }

  package static func unknownField(_ name: String, known: [String]) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Fältet \(name) finns inte.", en: "There is no field \(name).", da: "Feltet \(name) findes ikke."),
      safe: nothingChanged,
      next: known.isEmpty
        ? nil
        : Phrase(
          sv: "Fälten är \(list: known).", en: "The fields are \(list: known).", da: "Felterne er \(list: known)."))
  }

  package static func notASet(_ field: String) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Fältet \(field) har bara ett värde, så det går inte att lägga till eller ta bort ett.",
        en: "The field \(field) has one value only, so none can be added or removed.",
        da: "Feltet \(field) har kun én værdi, så der kan ikke tilføjes eller fjernes en."),
      next: Phrase(
        sv: "Skriv \(field)=värde.", en: "Write \(field)=value.", da: "Skriv \(field)=værdi."))
  }

  package static func notAnAssignment(_ text: String) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Förstår inte ”\(text)”.", en: "“\(text)” is not understood.", da: "Forstår ikke ”\(text)”."),
      safe: nothingChanged,
      next: Phrase(
        sv: "Skriv fält=värde, till exempel title='Läsning för alla'.",
        en: "Write field=value, such as title='Reading for all'.",
        da: "Skriv felt=værdi, for eksempel title='Læsning for alle'."))
  }

  public static let invalid = Trouble(
    happened: Phrase(sv: "Det gick inte att spara.", en: "It could not be saved.", da: "Det kunne ikke gemmes."),
    safe: nothingChanged,
    next: Phrase(sv: "Rätta det här:", en: "Correct this:", da: "Ret dette:"))

  package static func isDeleted(_ reference: String) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Posten \(reference) är borttagen.", en: "The record \(reference) is deleted.",
        da: "Posten \(reference) er slettet."),
      safe: nothingChanged,
      next: Phrase(
        sv: "Återställ den först med: bygd restore \(reference)",
        en: "Restore it first with: bygd restore \(reference)",
        da: "Gendan den først med: bygd restore \(reference)"))
  }

  package static func isNotDeleted(_ reference: String) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Posten \(reference) är inte borttagen.", en: "The record \(reference) is not deleted.",
        da: "Posten \(reference) er ikke slettet."),
      safe: nothingChanged)
  }

  public static let isAppendOnly = Trouble(
    happened: Phrase(
      sv: "Sådana poster skrivs en gång och ändras inte.", en: "Such records are written once and not edited.",
      da: "Den slags poster skrives én gang og rettes ikke."),
    safe: nothingChanged,
    next: Phrase(
      sv: "Skriv en ny som rättar den.", en: "Write a new one that corrects it.",
      da: "Skriv en ny, der retter den."))

  package static func setOnce(_ field: String) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "\(field) skrivs bara en gång och kan inte ändras.", en: "\(field) is written once and can’t be changed.",
        da: "\(field) skrives kun én gang og kan ikke ændres."),
      safe: nothingChanged)
  }

  package static func needsRole(_ role: Phrase) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Det får bara den göra som är \(role).", en: "Only one who is \(role) may do that.",
        da: "Det må kun den gøre, der er \(role)."),
      safe: nothingChanged,
      next: Phrase(
        sv: "Fråga administratören.", en: "Ask the administrator.", da: "Spørg administratoren."))
  }

  public static let conflictMoved = Trouble(
    happened: Phrase(
      sv: "Konflikten har ändrats sedan du såg den.", en: "The conflict has changed since you saw it.",
      da: "Konflikten har ændret sig, siden du så den."),
    safe: nothingChanged,
    next: Phrase(
      sv: "Se efter med: bygd conflicts", en: "Look again with: bygd conflicts", da: "Se efter med: bygd conflicts"))

  package static func cannotSettle(_ kind: String) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Den sortens konflikt (\(Words.Conflicts.kind(kind))) kan inte avgöras så.",
        en: "That kind of conflict (\(Words.Conflicts.kind(kind))) can’t be settled like that.",
        da: "Den slags konflikt (\(Words.Conflicts.kind(kind))) kan ikke afgøres sådan."),
      safe: nothingChanged,
      next: Phrase(
        sv: "Se vad som går med: bygd conflict show ID", en: "See what can be done with: bygd conflict show ID",
        da: "Se, hvad der kan gøres, med: bygd conflict show ID"))
  }

  package static func unknownConflict(_ text: String) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Ingen öppen konflikt heter \(text).", en: "No open conflict is called \(text).",
        da: "Ingen åben konflikt hedder \(text)."),
      next: Phrase(
        sv: "Visa dem med: bygd conflicts --all", en: "Show them with: bygd conflicts --all",
        da: "Vis dem med: bygd conflicts --all"))
  }

  public static let tooLarge = Trouble(
    happened: Phrase(
      sv: "Det är för mycket på en gång.", en: "That is too much at once.", da: "Det er for meget på én gang."),
    safe: nothingChanged,
    next: Phrase(
      sv: "Dela upp det i flera.", en: "Do it in several steps.", da: "Del det op i flere."))

  public static let nothingToDo = Phrase(
    sv: "Det finns inget att göra.", en: "There is nothing to do.", da: "Der er intet at gøre.")
  public static let nothingToUndo = Phrase(
    sv: "Det finns inget kvar att ångra i den ändringen.", en: "Nothing is left to undo of that change.",
    da: "Der er intet tilbage at fortryde i den ændring.")
  public static let declined = Phrase(sv: "Inget gjordes.", en: "Nothing was done.", da: "Intet blev gjort.")

  public static let unknownCommit = Trouble(
    happened: Phrase(
      sv: "Den ändringen finns inte här.", en: "There is no such change here.", da: "Den ændring findes ikke her."),
    next: Phrase(
      sv: "Visa dem med: bygd log", en: "Show them with: bygd log", da: "Vis dem med: bygd log"))

  public static let badToken = Trouble(
    happened: Phrase(
      sv: "Det som står efter --seen är inget ”seen” från Bygd.",
      en: "What follows --seen is no “seen” of Bygd’s.", da: "Det, der står efter --seen, er ikke et ”seen” fra Bygd."),
    safe: nothingChanged,
    next: Phrase(
      sv: "Hämta det med: bygd show REF --json", en: "Get it with: bygd show REF --json",
      da: "Hent det med: bygd show REF --json"))

  package static func editorFailed(kept path: String) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Texteditorn avslutades med ett fel.", en: "The text editor ended with an error.",
        da: "Teksteditoren sluttede med en fejl."),
      safe: Phrase(
        sv: "Inget är ändrat, och det du skrev finns i \(path).",
        en: "Nothing was changed, and what you wrote is in \(path).",
        da: "Intet er ændret, og det, du skrev, ligger i \(path)."),
      next: Phrase(
        sv: "Välj texteditor med EDITOR eller: bygd config editor=nano",
        en: "Choose an editor with EDITOR or: bygd config editor=nano",
        da: "Vælg teksteditor med EDITOR eller: bygd config editor=nano"))
  }

  package static func formNotTaken(kept path: String) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Formuläret kunde inte sparas.", en: "The form could not be saved.", da: "Formularen kunne ikke gemmes."),
      safe: Phrase(
        sv: "Det du skrev finns i \(path).", en: "What you wrote is in \(path).", da: "Det, du skrev, ligger i \(path)."
      ),
      next: Phrase(sv: "Rätta det här:", en: "Correct this:", da: "Ret dette:"))
  }

  package static func replicaExists(_ path: String) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "I \(path) finns redan en arbetsyta.", en: "There is a workspace in \(path) already.",
        da: "I \(path) er der allerede et arbejdsområde."),
      safe: nothingChanged,
      next: Phrase(
        sv: "Välj en annan mapp med --replica, eller se vad som finns med: bygd status",
        en: "Choose another folder with --replica, or see what is there with: bygd status",
        da: "Vælg en anden mappe med --replica, eller se, hvad der er, med: bygd status"))
  }

  package static func newerReplica(_ path: String) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "\(path) är skriven av en nyare version av Bygd.", en: "\(path) was written by a newer version of Bygd.",
        da: "\(path) er skrevet af en nyere version af Bygd."),
      safe: nothingChanged,
      next: Phrase(
        sv: "Uppdatera Bygd på den här datorn.", en: "Update Bygd on this device.",
        da: "Opdatér Bygd på denne computer."))
  }

  package static func readOnly(_ path: String) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "\(path) får inte ändras av dig.", en: "\(path) may not be changed by you.",
        da: "\(path) må ikke ændres af dig."),
      safe: nothingChanged,
      next: Phrase(
        sv: "Se efter vem som äger mappen och om disken är skrivskyddad.",
        en: "See who owns the folder and whether the disk is write-protected.",
        da: "Se efter, hvem der ejer mappen, og om disken er skrivebeskyttet."))
  }

  public static let busy = Trouble(
    happened: Phrase(
      sv: "Ett annat program är upptaget med arbetsytan.", en: "Another program is busy with the workspace.",
      da: "Et andet program er optaget af arbejdsområdet."),
    safe: nothingChanged,
    next: Phrase(
      sv: "Vänta lite och gör om det.", en: "Wait a little and do it again.", da: "Vent lidt, og gør det igen."))

  package static func diskFailed(_ path: String, detail: String) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Disken svarar med ett fel vid \(path) (\(detail)).", en: "The disk failed at \(path) (\(detail)).",
        da: "Disken svarer med en fejl ved \(path) (\(detail))."),
      safe: Phrase(
        sv: "Det som redan var sparat har inte rörts.", en: "What was saved before has not been touched.",
        da: "Det, der allerede var gemt, er ikke rørt."),
      next: Phrase(
        sv: "Ta en kopia av mappen och undersök med: bygd doctor",
        en: "Make a copy of the folder and examine it with: bygd doctor",
        da: "Tag en kopi af mappen, og undersøg med: bygd doctor"))
  }

  package static func badBundle(_ code: String) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Filen går inte att läsa som ändringar från Bygd (\(code)).",
        en: "The file can’t be read as changes of Bygd’s (\(code)).",
        da: "Filen kan ikke læses som ændringer fra Bygd (\(code))."),
      safe: nothingChanged,
      next: Phrase(
        sv: "Kopiera filen en gång till från den andra datorn.", en: "Copy the file from the other device once more.",
        da: "Kopiér filen en gang til fra den anden computer."))
  }
}
