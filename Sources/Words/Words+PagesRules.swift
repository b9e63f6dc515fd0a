extension Words.Pages {
  /// Rules, and what is said after something was done.
  static let rules: [String: Phrase] = [
    "carryOut": Phrase(
      sv: "Avgör de valda",
      en: "Settle the chosen ones",
      da: "Afgør de valgte"),
    "include": Phrase(
      sv: "Ta med",
      en: "Include",
      da: "Tag med"),
    "madeBy": Phrase(
      sv: "Gjord av",
      en: "Made by",
      da: "Lavet af"),
    "makeStanding": Phrase(
      sv: "Gör stående regel",
      en: "Make a standing rule",
      da: "Lav stående regel"),
    "newStanding": Phrase(
      sv: "Ny stående regel",
      en: "A new standing rule",
      da: "Ny stående regel"),
    "noStanding": Phrase(
      sv: "Inga stående regler.",
      en: "No standing rules.",
      da: "Ingen stående regler."),
    "off": Phrase(
      sv: "av",
      en: "off",
      da: "fra"),
    "on": Phrase(
      sv: "på",
      en: "on",
      da: "til"),
    "preview": Phrase(
      sv: "Förhandsvisa",
      en: "Preview",
      da: "Vis på forhånd"),
    "previewTitle": Phrase(
      sv: "Så skulle det bli",
      en: "What it would do",
      da: "Sådan ville det blive"),
    "rule": Phrase(
      sv: "Regel",
      en: "Rule",
      da: "Regel"),
    "rulePerson": Phrase(
      sv: "Vilken person",
      en: "Which person",
      da: "Hvilken person"),
    "rulesLead": Phrase(
      sv: "Avgör många konflikter lika. Först visas vad som skulle hända; ingenting ändras förrän du säger till.",
      en: "Settle many conflicts alike. First you see what would happen; nothing changes before you say so.",
      da: "Afgør mange konflikter ens. Først vises, hvad der ville ske; intet ændres, før du siger til."),
    "standingLead": Phrase(
      sv:
        "En stående regel avgör nya konflikter i ett fält av sig själv, i namnet på den som gjorde den. Allt den gör står i historiken och kan ångras.",
      en:
        "A standing rule settles new conflicts in a field by itself, in the name of whoever made it. All that it does is in the history and can be undone.",
      da:
        "En stående regel afgør nye konflikter i et felt af sig selv, i navnet på den, der lavede den. Alt, hvad den gør, står i historikken og kan fortrydes."
    ),
    "standingRules": Phrase(
      sv: "Stående regler",
      en: "Standing rules",
      da: "Stående regler"),
    "turnOff": Phrase(
      sv: "Stäng av",
      en: "Turn off",
      da: "Slå fra"),
    "turnOn": Phrase(
      sv: "Sätt på",
      en: "Turn on",
      da: "Slå til"),
    "wouldStand": Phrase(
      sv: "Skulle stå",
      en: "Would stand",
      da: "Ville stå"),
  ]

  package static let ruleOfAPerson = Phrase(
    sv: "Det som en viss person skrev gäller", en: "What a certain person wrote counts",
    da: "Det, som en bestemt person skrev, gælder")

  package static func ruleSummary(settles: Int, untouched: Int, unseen: Int) -> Phrase {
    var parts = [
      Phrase(
        sv: "\(settles, one: "konflikt avgörs", other: "konflikter avgörs").",
        en: "\(settles, one: "conflict is", other: "conflicts are") settled.",
        da: "\(settles, one: "konflikt afgøres", other: "konflikter afgøres").")
    ]
    if untouched > 0 {
      parts.append(
        Phrase(
          sv: "\(untouched) lämnas, för regeln säger ingenting om dem.",
          en: "\(untouched) are left, because the rule says nothing about them.",
          da: "\(untouched) lades være, for reglen siger intet om dem."))
    }
    if unseen > 0 {
      parts.append(
        Phrase(
          sv: "\(unseen) till visas i nästa omgång.", en: "\(unseen) more come in the next round.",
          da: "\(unseen) mere vises i næste omgang."))
    }
    return .joined(parts)
  }

  package static func turnOff(_ about: String) -> Phrase {
    Phrase(sv: "Stäng av regeln för \(about)", en: "Turn off the rule for \(about)", da: "Slå reglen for \(about) fra")
  }

  package static func turnOn(_ about: String) -> Phrase {
    Phrase(sv: "Sätt på regeln för \(about)", en: "Turn on the rule for \(about)", da: "Slå reglen for \(about) til")
  }

  package static let needsPerson = Phrase(
    sv: "Skriv vilken person regeln gäller.", en: "Say which person the rule is about.",
    da: "Skriv, hvilken person reglen gælder.")
  package static let ruleMade = Phrase(
    sv: "Regeln gäller från och med nu.", en: "The rule holds from now on.", da: "Reglen gælder fra nu af.")
  package static let ruleIsOn = Phrase(sv: "Regeln är på.", en: "The rule is on.", da: "Reglen er slået til.")
  package static let ruleIsOff = Phrase(sv: "Regeln är av.", en: "The rule is off.", da: "Reglen er slået fra.")

  package static func bulkDone(_ settled: Int, moved: Int, left: Int) -> Phrase {
    var parts = [
      Phrase(
        sv: "\(settled, one: "konflikt", other: "konflikter") avgjordes med regeln.",
        en: "\(settled, one: "conflict was", other: "conflicts were") settled by the rule.",
        da: "\(settled, one: "konflikt", other: "konflikter") blev afgjort med reglen.")
    ]
    if moved > 0 {
      parts.append(
        Phrase(
          sv: "\(moved) hade någon redan ändrat; de lämnades.",
          en: "\(moved) had been changed by somebody meanwhile and were left.",
          da: "\(moved) havde nogen allerede ændret; de blev ladt være."))
    }
    if left > 0 {
      parts.append(
        Phrase(
          sv: "\(left) kunde inte avgöras så.", en: "\(left) could not be settled so.",
          da: "\(left) kunne ikke afgøres sådan."))
    }
    return .joined(parts)
  }

  // After something was done.

  package static func settled(_ name: String, told: [String]) -> Phrase {
    told.isEmpty
      ? Phrase(sv: "”\(name)” är avgjord.", en: "“\(name)” is settled.", da: "”\(name)” er afgjort.")
      : Phrase(
        sv: "”\(name)” är avgjord. \(list: told) får veta det vid nästa synk.",
        en: "“\(name)” is settled. \(list: told) will be told at the next sync.",
        da: "”\(name)” er afgjort. \(list: told) får det at vide ved næste synkronisering.")
  }

  package static func stillOpen(_ count: Int) -> Phrase {
    Phrase(
      sv: "\(count, one: "sak", other: "saker") återstår.", en: "\(count, one: "thing is", other: "things are") left.",
      da: "\(count, one: "ting", other: "ting") er tilbage.")
  }

  package static let draftSaved = Phrase(sv: "Utkastet är sparat.", en: "The draft is saved.", da: "Kladden er gemt.")
  package static let proposed = Phrase(
    sv: "Förslaget är skickat till administratören.", en: "The proposal has been sent to the administrator.",
    da: "Forslaget er sendt til administratoren.")
  package static let nothingChosen = Phrase(
    sv: "Ingenting är valt än. Välj vad som ska stå i minst ett fält.",
    en: "Nothing is chosen yet. Choose what is to stand in at least one field.",
    da: "Intet er valgt endnu. Vælg, hvad der skal stå i mindst ét felt.")
  package static let lookAgain = Phrase(
    sv: "Något behöver rättas. Det du skrev står kvar.",
    en: "Something needs correcting. What you typed is still here.",
    da: "Noget skal rettes. Det, du skrev, står her stadig.")
  package static let somebodyWasFaster = Phrase(
    sv: "Någon har redan skrivit här.", en: "Somebody has already written here.", da: "Nogen har allerede skrevet her.")
  package static let reasonNeeded = Phrase(
    sv: "Skriv varför det officiella läget ändras.", en: "Say why the official status changes.",
    da: "Skriv, hvorfor den officielle status ændres.")
  package static let reasonTooLong = Phrase(
    sv: "Skälet är för långt.", en: "The reason is too long.", da: "Begrundelsen er for lang.")
  package static let proposalFilledIn = Phrase(
    sv: "Förslaget är ifyllt men inte avgjort än.", en: "The proposal is filled in but not settled yet.",
    da: "Forslaget er udfyldt, men ikke afgjort endnu.")
  package static let undoTitle = Phrase(sv: "Ångra?", en: "Undo?", da: "Fortryd?")
  package static let undone = Phrase(
    sv: "Ändringen är ångrad. Det blev en ny version.", en: "The edit is undone. That made a new version.",
    da: "Ændringen er fortrudt. Det blev en ny version.")
  package static func undoDeletes(_ count: Int) -> Phrase {
    Phrase(
      sv: "Ändringen skapade \(count) poster. Att ångra den tar bort dem allihop.",
      en: "The edit made \(count) records. Undoing it deletes all of them.",
      da: "Ændringen lavede \(count) poster. At fortryde den sletter dem alle.")
  }
  package static func undoAll(_ count: Int) -> Phrase {
    Phrase(
      sv: "Ångra och ta bort \(count) poster", en: "Undo and delete \(count) records",
      da: "Fortryd og slet \(count) poster")
  }
  package static let nothingToUndo = Phrase(
    sv: "Det finns inget kvar att ångra: andra har skrivit där sedan dess.",
    en: "There is nothing left to undo: others have written there since.",
    da: "Der er intet tilbage at fortryde: andre har skrevet der siden.")
  package static let restored = Phrase(sv: "Posten är tillbaka.", en: "The record is back.", da: "Posten er tilbage.")
  package static let recordWent = Phrase(
    sv: "posten är borttagen", en: "the record is deleted", da: "posten er slettet")
  package static let recordStays = Phrase(
    sv: "posten är kvar", en: "the record stays", da: "posten er bevaret")
  package static let joinedTwins = Phrase(
    sv: "Posterna läses nu som en.", en: "The records are read as one now.", da: "Posterne læses nu som én.")
  package static let dismissed = Phrase(sv: "Beskeden är lästa.", en: "You have read them.", da: "Beskederne er læst.")
  package static let markersLeft = Phrase(
    sv: "Några ställen är fortfarande markerade i texten.", en: "Some places are still marked in the text.",
    da: "Nogle steder er stadig markeret i teksten.")
  package static let setOnce = Phrase(
    sv: "Fältet sätts en gång och ändras inte.", en: "The field is set once and never changed.",
    da: "Feltet sættes én gang og ændres ikke.")
  package static func deviceIsRevoked(_ name: String) -> Phrase {
    Phrase(sv: "\(name) är återkallad.", en: "\(name) is revoked.", da: "\(name) er tilbagekaldt.")
  }
  package static func personAdded(_ name: String) -> Phrase {
    Phrase(sv: "\(name) är tillagd.", en: "\(name) has been added.", da: "\(name) er tilføjet.")
  }
  package static func roleChanged(_ name: String, _ role: Phrase) -> Phrase {
    Phrase(sv: "\(name) är nu \(role).", en: "\(name) is \(role) now.", da: "\(name) er nu \(role).")
  }
  package static func personRemoved(_ name: String) -> Phrase {
    Phrase(
      sv: "\(name) är borttagen. Det \(name) skrev finns kvar.",
      en: "\(name) has been removed. What \(name) wrote stays.",
      da: "\(name) er fjernet. Det, \(name) skrev, bliver.")
  }
  package static func sessionsEnded(_ name: String) -> Phrase {
    Phrase(
      sv: "\(name) är utloggad överallt.", en: "\(name) is signed out everywhere.", da: "\(name) er logget ud overalt.")
  }
  package static let lastAdministrator = Phrase(
    sv: "Det måste finnas minst en administratör kvar.", en: "At least one administrator must be left.",
    da: "Der skal være mindst én administrator tilbage.")
  package static let userExists = Phrase(
    sv: "Det finns redan någon som heter så.", en: "Somebody is called that already.",
    da: "Nogen hedder allerede sådan.")
  package static let badName = Phrase(
    sv: "Skriv ett namn som syns, högst 200 tecken.", en: "Write a name that can be seen, 200 characters at the most.",
    da: "Skriv et navn, der kan ses, højst 200 tegn.")
  package static let unknownUser = Phrase(
    sv: "Ingen heter så längre.", en: "Nobody is called that any more.", da: "Ingen hedder sådan længere.")

  /// What somebody did while a page was open.
  package static func event(
    _ author: String, field: String, _ text: String, reason: String, isSettlement: Bool
  ) -> Phrase {
    let why = reason.isEmpty ? "" : " (”\(reason)”)"
    let place = field.isEmpty ? "" : field + ": "
    return isSettlement
      ? Phrase(
        sv: "\(author) har redan avgjort \(place)\(text)\(why)",
        en: "\(author) has already settled \(place)\(text)\(why)",
        da: "\(author) har allerede afgjort \(place)\(text)\(why)")
      : Phrase(
        sv: "\(author) skrev \(place)\(text)\(why)", en: "\(author) wrote \(place)\(text)\(why)",
        da: "\(author) skrev \(place)\(text)\(why)")
  }
}
