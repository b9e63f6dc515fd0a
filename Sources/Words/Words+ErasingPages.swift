extension Words.Erasing {
  /// What the account log calls it.
  static func audit(_ action: String) -> Phrase {
    action == "erased"
      ? Phrase(sv: "raderade uppgifter", en: "erased data", da: "slettede oplysninger")
      : Phrase(sv: "glömde äldre historik", en: "forgot older history", da: "glemte ældre historik")
  }

  package static let place = Phrase(sv: "Radera uppgifter", en: "Erase data", da: "Slet oplysninger")
  package static let previewPlace = Phrase(
    sv: "Det här raderas", en: "This will be erased", da: "Dette bliver slettet")

  package static let reasonNeeded = Phrase(
    sv: "Skriv varför, med högst 500 tecken. Inget raderades.",
    en: "Say why, in at most 500 characters. Nothing was erased.",
    da: "Skriv hvorfor, med højst 500 tegn. Intet blev slettet.")
  package static let nothingChosen = Phrase(
    sv: "Välj minst ett fält. Inget raderades.", en: "Choose at least one field. Nothing was erased.",
    da: "Vælg mindst ét felt. Intet blev slettet.")
  package static let changedPage = Phrase(
    sv: "Något har ändrats sedan förhandsvisningen. Inget raderades. Så här ser det ut nu.",
    en: "Something has changed since the preview. Nothing was erased. This is how it is now.",
    da: "Noget er ændret siden forhåndsvisningen. Intet blev slettet. Sådan ser det ud nu.")
  package static let notScrubbedPage = Phrase(
    sv: "Någon läser just nu filer som har det kvar; servern skriver över dem så snart det går.",
    en: "Somebody is reading files that still hold it; the server writes over them as soon as it can.",
    da: "Nogen læser filer, der stadig har det; serveren overskriver dem, så snart det går.")
}

extension Words.Pages {
  static let erasing: [String: Phrase] = [
    "eraseLead": Phrase(
      sv:
        "Här raderas uppgifter om en person, efter beslut. Också det som stått tidigare försvinner: ur historiken, sökningen och loggen på servern, och ur datorerna vid deras nästa synkning. Först visas exakt vad som skulle försvinna.",
      en:
        "This erases data about a person, by decision. What stood there before goes too: from the history, the search and the log on the server, and from the laptops at their next sync. First you are shown exactly what would go.",
      da:
        "Her slettes oplysninger om en person, efter beslutning. Også det, der stod før, forsvinder: fra historikken, søgningen og loggen på serveren, og fra computerne ved deres næste synkronisering. Først vises præcis, hvad der ville forsvinde."
    ),
    "eraseFields": Phrase(sv: "Fält som raderas", en: "Fields to erase", da: "Felter, der slettes"),
    "erasePersonal": Phrase(sv: "personuppgift", en: "personal data", da: "personoplysning"),
    "erasePreview": Phrase(sv: "Visa vad som försvinner", en: "Show what would go", da: "Vis, hvad der forsvinder"),
    "eraseByText": Phrase(
      sv: "Allt som nämner en person", en: "All that names a person", da: "Alt, der nævner en person"),
    "eraseNaming": Phrase(
      sv: "Namn, telefonnummer eller adress", en: "Name, telephone number or address",
      da: "Navn, telefonnummer eller adresse"),
    "eraseNamingHint": Phrase(
      sv:
        "Hittar varje personuppgift, i vilken post som helst, som någon gång innehållit texten. Löpande text genomsöks inte: leta där med sökningen bland poster, och radera från postens sida.",
      en:
        "Finds every personal field, of any record, that ever held the text. Free text is not searched: look there with the search among the records, and erase from the record’s page.",
      da:
        "Finder enhver personoplysning, i en hvilken som helst post, der på noget tidspunkt indeholdt teksten. Løbende tekst gennemsøges ikke: led der med søgningen blandt poster, og slet fra postens side."
    ),
    "eraseWay": Phrase(
      sv: "För en viss post: öppna den och välj Radera uppgifter.",
      en: "For a certain record: open it and choose Erase data.",
      da: "For en bestemt post: åbn den og vælg Slet oplysninger."),
    "eraseToRecords": Phrase(sv: "Till posterna", en: "To the records", da: "Til posterne"),
    "eraseFromHere": Phrase(
      sv: "Radera uppgifter ur posten", en: "Erase data of this record", da: "Slet oplysninger i posten"),
    "eraseAPerson": Phrase(
      sv: "Radera uppgifter om en person", en: "Erase data about a person", da: "Slet oplysninger om en person"),
    "eraseRecord": Phrase(sv: "Post", en: "Record", da: "Post"),
    "eraseValue": Phrase(sv: "Värde", en: "Value", da: "Værdi"),
    "eraseWritten": Phrase(sv: "Skrivet", en: "Written", da: "Skrevet"),
    "eraseBy": Phrase(sv: "Av", en: "By", da: "Af"),
    "eraseStands": Phrase(sv: "Gäller", en: "Stands", da: "Gælder"),
    "eraseStandsNow": Phrase(sv: "gäller nu", en: "current", da: "gælder nu"),
    "eraseStood": Phrase(sv: "tidigare", en: "former", da: "tidligere"),
    "eraseReason": Phrase(sv: "Varför det raderas", en: "Why it is erased", da: "Hvorfor det slettes"),
    "eraseReasonHint": Phrase(
      sv: "Sparas i kontologgen med ditt namn. Skriv inte vad som raderas.",
      en: "Kept in the account log with your name. Do not write what is erased.",
      da: "Gemmes i kontologgen med dit navn. Skriv ikke, hvad der slettes."),
    "eraseForGood": Phrase(
      sv:
        "Det går inte att ångra. Säkerhetskopior som redan finns har det kvar tills de slängs; efter en återställning raderas det igen. Den som skrivit där utan att veta om det får tillbaka sin ändring utan fältet.",
      en:
        "It can’t be undone. Backups that already exist keep it until they are thrown away; after a restore it is erased again. Whoever has written there without knowing gets the edit back without the field.",
      da:
        "Det kan ikke fortrydes. Sikkerhedskopier, der allerede findes, har det, indtil de smides ud; efter en gendannelse slettes det igen. Den, der har skrevet der uden at vide det, får sin ændring tilbage uden feltet."
    ),
    "eraseButton": Phrase(sv: "Radera för gott", en: "Erase for good", da: "Slet for altid"),
    "erasedHere": Phrase(
      sv: "något här är raderat efter beslut", en: "something here was erased by decision",
      da: "noget her er slettet efter beslutning"),
    "eraseChange": Phrase(sv: "Ändra valet", en: "Change the choice", da: "Ændr valget"),
  ]
}
