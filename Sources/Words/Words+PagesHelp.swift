extension Words.Pages {
  /// The help page.
  static let help: [String: Phrase] = [
    "helpHow": Phrase(
      sv: "Så gör man",
      en: "How to do it",
      da: "Sådan gør man"),
    "helpWords": Phrase(
      sv: "Orden",
      en: "The words",
      da: "Ordene"),
    "helpKeys": Phrase(
      sv: "Kortkommandon",
      en: "Shortcuts",
      da: "Genveje"),
    "keysTurnOff": Phrase(
      sv: "Stäng av kortkommandona", en: "Turn the shortcuts off", da: "Slå genvejene fra"),
    "keysTurnOn": Phrase(sv: "Slå på kortkommandona", en: "Turn the shortcuts on", da: "Slå genvejene til"),
    "helpKeysLead": Phrase(
      sv:
        "Allt går att göra utan dem, och utan skript. De gäller inte medan du skriver i ett fält, och inte tillsammans med Ctrl, Alt eller Cmd.",
      en:
        "Everything can be done without them, and without script. They do nothing while you type in a field, or together with Ctrl, Alt or Cmd.",
      da:
        "Alt kan gøres uden dem, og uden script. De gælder ikke, mens du skriver i et felt, og ikke sammen med Ctrl, Alt eller Cmd."
    ),
    "key": Phrase(
      sv: "Tangent",
      en: "Key",
      da: "Tast"),
    "meaning": Phrase(
      sv: "Betydelse",
      en: "Meaning",
      da: "Betydning"),
    "keyRows": Phrase(
      sv: "nästa och föregående rad eller fält",
      en: "next and previous row or field",
      da: "næste og forrige række eller felt"),
    "keyChoose": Phrase(
      sv: "välj den ändringen i fältet du står i, 1 till 9",
      en: "choose that edit in the field where you are, 1 to 9",
      da: "vælg den ændring i feltet, du står i, 1 til 9"),
    "keyWrite": Phrase(
      sv: "skriv ett annat värde",
      en: "write another value",
      da: "skriv en anden værdi"),
    "keySolve": Phrase(
      sv: "avgör, eller föreslå",
      en: "settle, or propose",
      da: "afgør, eller foreslå"),
    "keyDraft": Phrase(
      sv: "spara utkast",
      en: "save a draft",
      da: "gem en kladde"),
    "keyNext": Phrase(
      sv: "avgör och gå till nästa, eller nästa sida",
      en: "settle and go to the next, or the next page",
      da: "afgør og gå til den næste, eller næste side"),
    "keyUndo": Phrase(
      sv: "till knappen Ångra",
      en: "to the Undo button",
      da: "til knappen Fortryd"),
    "keyInbox": Phrase(
      sv: "till inkorgen",
      en: "to the inbox",
      da: "til indbakken"),
    "keySearch": Phrase(
      sv: "till sökfältet",
      en: "to the search field",
      da: "til søgefeltet"),
    "keyLeave": Phrase(
      sv: "lämna fältet",
      en: "leave the field",
      da: "forlad feltet"),
    "keyHelp": Phrase(
      sv: "den här hjälpen",
      en: "this help",
      da: "denne hjælp"),
  ]

  /// What people ask, and what is answered.
  package static let questions: [(name: Phrase, meaning: Phrase)] = [
    (
      Phrase(sv: "Vad är en konflikt?", en: "What is a conflict?", da: "Hvad er en konflikt?"),
      Phrase(
        sv:
          "Två eller flera skrev i samma fält utan att veta om varandra, ofta utan nät. Ingen gjorde fel. Allt som skrevs finns kvar, och någon väljer vad som ska stå.",
        en:
          "Two or more people wrote in the same field without knowing of each other, often with no network. Nobody did anything wrong. Everything that was written is kept, and somebody chooses what is to stand.",
        da:
          "To eller flere skrev i samme felt uden at vide af hinanden, ofte uden net. Ingen gjorde noget forkert. Alt, hvad der blev skrevet, er bevaret, og nogen vælger, hvad der skal stå."
      )
    ),
    (
      Phrase(sv: "Hur avgör jag en?", en: "How do I settle one?", da: "Hvordan afgør jeg en?"),
      Phrase(
        sv:
          "Öppna den i inkorgen. För varje fält som skiljer sig väljer du vad någon skrev, eller skriver något annat. Skriv gärna ett skäl. Fält som du lämnar oavgjorda väntar.",
        en:
          "Open it in the inbox. For each field that differs, choose what somebody wrote, or write something else. Do give a reason. Fields that you leave undecided wait.",
        da:
          "Åbn den i indbakken. For hvert felt, der er forskelligt, vælger du, hvad nogen skrev, eller skriver noget andet. Skriv gerne en begrundelse. Felter, som du ikke afgør, venter."
      )
    ),
    (
      Phrase(sv: "Kan jag ångra mig?", en: "Can I change my mind?", da: "Kan jeg fortryde?"),
      Phrase(
        sv:
          "Ja, när som helst, också dagar senare: tryck Ångra direkt efteråt, eller vid ändringen i postens historik. Det blir en ny version, och ingenting försvinner.",
        en:
          "Yes, at any time, also days later: press Undo right afterwards, or at the edit in the record’s history. That makes a new version, and nothing disappears.",
        da:
          "Ja, når som helst, også dage senere: tryk Fortryd lige efter, eller ved ændringen i postens historik. Det bliver en ny version, og intet forsvinder."
      )
    ),
    (
      Phrase(
        sv: "Vad får de veta vars ord inte valdes?", en: "What are those told whose words were not chosen?",
        da: "Hvad får de at vide, hvis ord ikke blev valgt?"),
      Phrase(
        sv:
          "Vid nästa synk får de veta vad som står nu, vem som avgjorde det och varför. Det de skrev finns kvar i historiken.",
        en:
          "At their next sync they are told what stands now, who decided it and why. What they wrote stays in the history.",
        da:
          "Ved næste synkronisering får de at vide, hvad der står nu, hvem der afgjorde det og hvorfor. Det, de skrev, bliver i historikken."
      )
    ),
    (
      Phrase(
        sv: "Någon hann före mig. Vad nu?", en: "Somebody was faster than me. What now?",
        da: "Nogen kom først. Hvad nu?"),
      Phrase(
        sv:
          "Sidan säger vem och vad, och det du hade skrivit står kvar i fälten. Ingenting skrivs över utan att du har sett det.",
        en:
          "The page says who and what, and what you had typed is still in the fields. Nothing is overwritten that you have not seen.",
        da:
          "Siden siger hvem og hvad, og det, du havde skrevet, står stadig i felterne. Intet bliver overskrevet, som du ikke har set."
      )
    ),
  ]

  /// The words of the pages, explained.
  package static let terms: [(name: Phrase, meaning: Phrase)] = [
    (
      Phrase(sv: "Före", en: "Before", da: "Før"),
      Phrase(
        sv: "Det som stod innan någon av dem skrev.", en: "What stood before any of them wrote.",
        da: "Det, der stod, før nogen af dem skrev.")
    ),
    (
      Phrase(sv: "Skrev samtidigt", en: "Wrote at the same time", da: "Skrev samtidig"),
      Phrase(
        sv: "Utan att ha sett vad den andra skrev. Det kan ha varit samma dag eller veckor emellan.",
        en: "Without having seen what the other wrote. It may have been on the same day or weeks apart.",
        da: "Uden at have set, hvad den anden skrev. Det kan have været samme dag eller med uger imellem.")
    ),
    (
      Phrase(sv: "Gäller nu", en: "Stands now", da: "Gælder nu"),
      Phrase(
        sv: "Det värde som visas överallt tills konflikten är avgjord: det som kom till servern först.",
        en: "The value that is shown everywhere until the conflict is settled: the one that came to the server first.",
        da: "Den værdi, der vises overalt, indtil konflikten er afgjort: den, der først kom til serveren.")
    ),
    (
      Phrase(sv: "Utkast", en: "Draft", da: "Kladde"),
      Phrase(
        sv: "Det du har valt men inte avgjort än. Det väntar på dig, också på en annan dator.",
        en: "What you have chosen but not settled yet. It waits for you, also on another computer.",
        da: "Det, du har valgt, men ikke afgjort endnu. Det venter på dig, også på en anden computer.")
    ),
    (
      Phrase(sv: "Förslag", en: "Proposal", da: "Forslag"),
      Phrase(
        sv: "En redaktörs tanke om hur en konflikt ska avgöras. Administratören ser det bredvid konflikten.",
        en: "An editor’s idea of how a conflict should be settled. The administrator sees it beside the conflict.",
        da: "En redaktørs tanke om, hvordan en konflikt skal afgøres. Administratoren ser det ved siden af konflikten.")
    ),
    (
      Phrase(sv: "Stående regel", en: "Standing rule", da: "Stående regel"),
      Phrase(
        sv:
          "Avgör konflikter i ett visst fält av sig själv, i den administratörs namn som skrev den. Den kan stängas av, och det den har gjort kan ångras.",
        en:
          "Settles conflicts in a certain field by itself, in the name of the administrator who wrote it. It can be turned off, and what it has done can be undone.",
        da:
          "Afgør konflikter i et bestemt felt af sig selv, i navnet på den administrator, der skrev den. Den kan slås fra, og det, den har gjort, kan fortrydes."
      )
    ),
    (
      Phrase(sv: "Osynkat", en: "Not synced", da: "Ikke synkroniseret"),
      Phrase(
        sv: "Ändringar som en enhet hade kvar att skicka när den sist hörde av sig.",
        en: "Edits that a device still had to send when it was last heard of.",
        da: "Ændringer, som en enhed manglede at sende, da den sidst lod høre fra sig.")
    ),
  ]
}
