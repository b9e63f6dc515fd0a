extension Words.Pages {
  /// Overview, devices, people and the log of accounts.
  static let upkeep: [String: Phrase] = [
    "about": Phrase(
      sv: "Gäller",
      en: "About",
      da: "Vedrører"),
    "action": Phrase(
      sv: "Åtgärd",
      en: "Action",
      da: "Handling"),
    "addPerson": Phrase(
      sv: "Lägg till en person",
      en: "Add a person",
      da: "Tilføj en person"),
    "auditLead": Phrase(
      sv: "Vem som gjorde vad med konton, koder och enheter. Ändringar av poster står i varje posts historik.",
      en: "Who did what about accounts, codes and devices. Edits of records stand in each record’s history.",
      da: "Hvem der gjorde hvad med konti, koder og enheder. Ændringer af poster står i hver posts historik."),
    "auditTable": Phrase(
      sv: "Kontologg",
      en: "Account log",
      da: "Kontolog"),
    "change": Phrase(
      sv: "Ändra",
      en: "Change",
      da: "Skift"),
    "changeRoleOf": Phrase(
      sv: "Ändra roll för",
      en: "Change the role of",
      da: "Skift rolle for"),
    "clock": Phrase(
      sv: "Klocka",
      en: "Clock",
      da: "Ur"),
    "detail": Phrase(
      sv: "Mer",
      en: "More",
      da: "Mere"),
    "device": Phrase(
      sv: "Enhet",
      en: "Device",
      da: "Enhed"),
    "devices": Phrase(
      sv: "Enheter",
      en: "Devices",
      da: "Enheder"),
    "devicesMore": Phrase(
      sv: "Alla enheter och koder",
      en: "All devices and codes",
      da: "Alle enheder og koder"),
    "endSessions": Phrase(
      sv: "Avsluta inloggningar",
      en: "End sessions",
      da: "Afslut logins"),
    "expiresAt": Phrase(
      sv: "Gäller till",
      en: "Good until",
      da: "Gælder til"),
    "forWhom": Phrase(
      sv: "För vem",
      en: "For whom",
      da: "For hvem"),
    "health": Phrase(
      sv: "Hur det står till",
      en: "How things are",
      da: "Sådan står det til"),
    "lastSync": Phrase(
      sv: "Senaste synk",
      en: "Last sync",
      da: "Seneste synkronisering"),
    "madeAt": Phrase(
      sv: "Gjord",
      en: "Made",
      da: "Lavet"),
    "madeCode": Phrase(
      sv: "Koden är klar",
      en: "The code is ready",
      da: "Koden er klar"),
    "madeCodeOnce": Phrase(
      sv: "Koden visas bara nu och fungerar en gång.",
      en: "The code is shown only now and works once.",
      da: "Koden vises kun nu og virker én gang."),
    "makeCode": Phrase(
      sv: "Gör en kod",
      en: "Make a code",
      da: "Lav en kode"),
    "makeLink": Phrase(
      sv: "Inloggningslänk",
      en: "Sign-in link",
      da: "Loginlink"),
    "name": Phrase(
      sv: "Namn",
      en: "Name",
      da: "Navn"),
    "never": Phrase(
      sv: "aldrig",
      en: "never",
      da: "aldrig"),
    "newDevice": Phrase(
      sv: "Anslut en enhet till",
      en: "Connect another device",
      da: "Tilslut en enhed til"),
    "newDeviceHow": Phrase(
      sv: "Koden skrivs in på den nya datorn: bygd join ADRESS. Den gäller i 7 dagar och fungerar en gång.",
      en: "The code is typed on the new computer: bygd join ADDRESS. It is good for 7 days and works once.",
      da: "Koden skrives på den nye computer: bygd join ADRESSE. Den gælder i 7 dage og virker én gang."),
    "noDevices": Phrase(
      sv: "Inga enheter ännu.",
      en: "No devices yet.",
      da: "Ingen enheder endnu."),
    "noOpenCodes": Phrase(
      sv: "Inga koder väntar på att användas.",
      en: "No codes are waiting to be used.",
      da: "Ingen koder venter på at blive brugt."),
    "older": Phrase(
      sv: "Äldre",
      en: "Older",
      da: "Ældre"),
    "openCodes": Phrase(
      sv: "Koder som inte har använts",
      en: "Codes that have not been used",
      da: "Koder, der ikke er brugt"),
    "pending": Phrase(
      sv: "Osynkat",
      en: "Not synced",
      da: "Ikke synkroniseret"),
    "people": Phrase(
      sv: "Personer",
      en: "People",
      da: "Personer"),
    "peopleMore": Phrase(
      sv: "Ändra personer och roller",
      en: "Change people and roles",
      da: "Skift personer og roller"),
    "person": Phrase(
      sv: "Person",
      en: "Person",
      da: "Person"),
    "purpose": Phrase(
      sv: "Till",
      en: "For",
      da: "Til"),
    "remove": Phrase(
      sv: "Ta bort",
      en: "Remove",
      da: "Fjern"),
    "revoke": Phrase(
      sv: "Återkalla",
      en: "Revoke",
      da: "Tilbagekald"),
    "role": Phrase(
      sv: "Roll",
      en: "Role",
      da: "Rolle"),
    "roleOf": Phrase(
      sv: "Roll för",
      en: "Role of",
      da: "Rolle for"),
    "rolesExplained": Phrase(
      sv: "En läsare läser. En redaktör skriver och föreslår. En administratör avgör konflikter och sköter konton.",
      en: "A reader reads. An editor writes and proposes. An administrator settles conflicts and looks after accounts.",
      da: "En læser læser. En redaktør skriver og foreslår. En administrator afgør konflikter og passer konti."),
    "since": Phrase(
      sv: "Sedan",
      en: "Since",
      da: "Siden"),
    "status": Phrase(
      sv: "Läge",
      en: "Status",
      da: "Status"),
    "thatIsYou": Phrase(
      sv: "(du)",
      en: "(you)",
      da: "(dig)"),
    "version": Phrase(
      sv: "Version",
      en: "Version",
      da: "Version"),
    "what": Phrase(
      sv: "Vad",
      en: "What",
      da: "Hvad"),
    "when": Phrase(
      sv: "När",
      en: "When",
      da: "Hvornår"),
    "who": Phrase(
      sv: "Vem",
      en: "Who",
      da: "Hvem"),
  ]
}
