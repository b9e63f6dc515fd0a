extension Words {
  /// What `--help` says. The parser’s own headings stay English.
  public enum Help {
    public static let program = Phrase(
      sv: "Kulturplanen på din egen dator, med eller utan nät.",
      en: "The culture plan on your own device, with or without a network.",
      da: "Kulturplanen på din egen computer, med eller uden net.")
    public static let discussion = Phrase(
      sv: """
        Allt utom join, sync och doctor fungerar utan nät. Det du skriver ligger kvar här tills servern \
        har tagit emot det.
        """,
      en: """
        All but join, sync and doctor work without a network. What you write stays here until the \
        server has taken it.
        """,
      da: """
        Alt undtagen join, sync og doctor virker uden net. Det, du skriver, bliver her, til serveren \
        har modtaget det.
        """)
    public static let start = Phrase(
      sv: "Börja", en: "Start", da: "Begynd")
    public static let writing = Phrase(
      sv: "Skriva", en: "Write", da: "Skrive")
    public static let looking = Phrase(
      sv: "Läsa", en: "Read", da: "Læse")
    public static let syncing = Phrase(
      sv: "Synka och avgöra", en: "Sync and settle", da: "Synkronisere og afgøre")
    public static let filing = Phrase(
      sv: "Filer och rapporter", en: "Files and reports", da: "Filer og rapporter")
    public static let upkeep = Phrase(
      sv: "Sköta om", en: "Look after", da: "Vedligeholde")
    public static let replica = Phrase(
      sv: "Mappen med arbetsytan (annars BYGD_REPLICA).", en: "The workspace’s folder (else BYGD_REPLICA).",
      da: "Mappen med arbejdsområdet (ellers BYGD_REPLICA).")
    public static let json = Phrase(
      sv: "Svara med JSON, för program.", en: "Answer in JSON, for programs.", da: "Svar med JSON, til programmer.")
    public static let lang = Phrase(
      sv: "Språk: sv, en eller da.", en: "Language: sv, en or da.", da: "Sprog: sv, en eller da.")
    public static let dryRun = Phrase(
      sv: "Visa vad som skulle hända, men ändra inget.", en: "Show what would happen, but change nothing.",
      da: "Vis, hvad der ville ske, men ændr intet.")
    public static let yes = Phrase(
      sv: "Fråga inte.", en: "Do not ask.", da: "Spørg ikke.")
    public static let initialize = Phrase(
      sv: "Skapa en arbetsyta på den här datorn, än så länge utan server.",
      en: "Make a workspace on this device, with no server yet.",
      da: "Lav et arbejdsområde på denne computer, endnu uden server.")
    public static let workspaceName = Phrase(
      sv: "Vad arbetsytan heter.", en: "What the workspace is called.", da: "Hvad arbejdsområdet hedder.")
    public static let userName = Phrase(
      sv: "Ditt namn, så som andra ska läsa det.", en: "Your name, as others are to read it.",
      da: "Dit navn, som andre skal læse det.")
    public static let deviceName = Phrase(
      sv: "Vad den här datorn heter.", en: "What this device is called.", da: "Hvad denne computer hedder.")
    public static let join = Phrase(
      sv: "Anslut den här datorn till en server och hämta arbetsytan.",
      en: "Enrol this device with a server and fetch the workspace.",
      da: "Tilslut denne computer til en server, og hent arbejdsområdet.")
    public static let joinURL = Phrase(
      sv: "Serverns adress, till exempel https://plan.example.se",
      en: "The server’s address, such as https://plan.example.org",
      da: "Serverens adresse, for eksempel https://plan.example.dk")
    public static let code = Phrase(
      sv: """
        Engångskoden från administratören. @FIL läser den ur en fil, - ur standard in. Annars blir du \
        frågad.
        """,
      en: """
        The one-time code from the administrator. @FILE reads it from a file, - from standard input. \
        Else you are asked.
        """,
      da: """
        Engangskoden fra administratoren. @FIL læser den fra en fil, - fra standard ind. Ellers bliver \
        du spurgt.
        """)
    public static let plainHTTP = Phrase(
      sv: "Tillåt en adress utan kryptering (http) på en annan dator.",
      en: "Allow an address without encryption (http) on another machine.",
      da: "Tillad en adresse uden kryptering (http) på en anden computer.")
    public static let certificate = Phrase(
      sv: "En fil med certifikat att lita på, utöver systemets.",
      en: "A file with certificates to trust besides the system’s.",
      da: "En fil med certifikater at stole på ud over systemets.")
    public static let status = Phrase(
      sv: "Visa vad som väntar: ändringar, avvisade, konflikter och senaste synk.",
      en: "Show what is waiting: changes, refused ones, conflicts and the last sync.",
      da: "Vis, hvad der venter: ændringer, afviste, konflikter og seneste synkronisering.")
    public static let add = Phrase(
      sv: "Lägg till en post. Skriver ut dess referens.", en: "Add a record. Prints its reference.",
      da: "Tilføj en post. Skriver dens reference.")
    public static let values = Phrase(
      sv: """
        fält=värde sätter, fält= tömmer, fält=@FIL läser en fil. Där flera värden får stå lägger \
        fält+=värde till ett och fält-=värde tar bort ett. Datum: 2025-01-31, 2025-01 eller 2025.
        """,
      en: """
        field=value sets, field= clears, field=@FILE reads a file. Where several values may stand, \
        field+=value adds one and field-=value removes one. Dates: 2025-01-31, 2025-01 or 2025.
        """,
      da: """
        felt=værdi sætter, felt= tømmer, felt=@FIL læser en fil. Hvor flere værdier må stå, tilføjer \
        felt+=værdi en og felt-=værdi fjerner en. Datoer: 2025-01-31, 2025-01 eller 2025.
        """)
    public static let type = Phrase(
      sv: "Slag av post, till exempel visit (besök) eller activity (aktivitet).",
      en: "Type of record, such as visit or activity.",
      da: "Slags post, for eksempel visit (besøg) eller activity (aktivitet).")
    public static let types = Phrase(
      sv: """
        plan, section, activity, round, assessment, function, actor, visit, note, meeting, network, \
        decision, call, application, award, enquiry, project, figure, partnership, attachment
        """,
      en: """
        plan, section, activity, round, assessment, function, actor, visit, note, meeting, network, \
        decision, call, application, award, enquiry, project, figure, partnership, attachment
        """,
      da: """
        plan, section, activity, round, assessment, function, actor, visit, note, meeting, network, \
        decision, call, application, award, enquiry, project, figure, partnership, attachment
        """)
    public static let assignments = Phrase(
      sv: "Vad som ska stå i fälten.", en: "What the fields are to hold.", da: "Hvad der skal stå i felterne.")
    public static let edit = Phrase(
      sv: "Ändra en post. Utan fält=värde öppnas ett formulär i din texteditor.",
      en: "Edit a record. Without field=value a form opens in your text editor.",
      da: "Ret en post. Uden felt=værdi åbnes en formular i din teksteditor.")
    public static let reference = Phrase(
      sv: "Postens referens, en aktivitets tryckta plats (4.1.3-2) eller ett exakt namn.",
      en: "The record’s reference, an activity’s printed place (4.1.3-2) or an exact name.",
      da: "Postens reference, en aktivitets trykte plads (4.1.3-2) eller et nøjagtigt navn.")
    public static let seen = Phrase(
      sv: "Det ”seen” som stod när värdena visades, så att senare ändringar inte skrivs över.",
      en: """
        The \u{201C}seen\u{201D} that stood when the values were shown, so that later edits are not \
        overwritten.
        """, da: "Det ”seen”, der stod, da værdierne blev vist, så senere ændringer ikke overskrives.")
    public static let message = Phrase(
      sv: "Varför, med dina ord.", en: "Why, in your words.", da: "Hvorfor, med dine ord.")
    public static let visit = Phrase(
      sv: "Skriv ett besök. Du blir författare, och datumet är i dag om inget annat sägs.",
      en: "Write a visit. You become its author, and the date is today unless you say otherwise.",
      da: "Skriv et besøg. Du bliver forfatter, og datoen er i dag, hvis intet andet siges.")
    public static let visitExample = Phrase(
      sv: "bygd visit place=Nora municipality=Nora report='Träffade biblioteket.'",
      en: "bygd visit place=Nora municipality=Nora report='Met the library.'",
      da: "bygd visit place=Nora municipality=Nora report='Mødte biblioteket.'")
    public static let note = Phrase(
      sv: "Skriv en anteckning till en post.", en: "Write a note on a record.", da: "Skriv et notat til en post.")
    public static let noteText = Phrase(
      sv: "Anteckningen. @FIL läser en fil.", en: "The note. @FILE reads a file.", da: "Notatet. @FIL læser en fil.")
    public static let assess = Phrase(
      sv: "Sätt en aktivitets färg för ett år.", en: "Set an activity’s colour for a year.",
      da: "Sæt en aktivitets farve for et år.")
    public static let colours = Phrase(
      sv: """
        blue = planeras starta senare; red = inte påbörjad i tid, eller stora svårigheter; yellow = \
        påbörjad, inte klar under året; green = påbörjad och genomförd under året.
        """,
      en: """
        blue = planned to start later; red = not begun in time, or serious difficulty; yellow = begun, \
        not finished in the year; green = begun and carried out in the year.
        """,
      da: """
        blue = planlagt til senere start; red = ikke begyndt til tiden eller store vanskeligheder; \
        yellow = begyndt, ikke færdig i året; green = begyndt og gennemført i året.
        """)
    public static let activity = Phrase(
      sv: "Aktivitetens referens eller tryckta plats (4.1.3-2).",
      en: "The activity’s reference or printed place (4.1.3-2).",
      da: "Aktivitetens reference eller trykte plads (4.1.3-2).")
    public static let year = Phrase(
      sv: "Året, med fyra siffror.", en: "The year, with four digits.", da: "Året, med fire cifre.")
    public static let colour = Phrase(
      sv: "Färgen.", en: "The colour.", da: "Farven.")
    public static let comment = Phrase(
      sv: "En kommentar.", en: "A comment.", da: "En kommentar.")
    public static let show = Phrase(
      sv: "Visa en post.", en: "Show a record.", da: "Vis en post.")
    public static let list = Phrase(
      sv: "Lista poster.", en: "List records.", da: "Vis poster i en liste.")
    public static let filter = Phrase(
      sv: "Bara poster där fältet har värdet. Kan upprepas.",
      en: "Only records whose field has the value. Can be repeated.",
      da: "Kun poster, hvor feltet har værdien. Kan gentages.")
    public static let changed = Phrase(
      sv: "Bara det som inte är synkat.", en: "Only what is not synced.", da: "Kun det, der ikke er synkroniseret.")
    public static let mine = Phrase(
      sv: "Bara det som du har skrivit i.", en: "Only what you have written in.", da: "Kun det, du har skrevet i.")
    public static let deleted = Phrase(
      sv: "Bara borttagna.", en: "Only deleted ones.", da: "Kun slettede.")
    public static let limit = Phrase(
      sv: "Högst så många.", en: "At most so many.", da: "Højst så mange.")
    public static let offset = Phrase(
      sv: "Hoppa över så många.", en: "Leave out the first so many.", da: "Spring så mange over.")
    public static let search = Phrase(
      sv: "Sök i all text. orebro hittar Örebro.", en: "Search all text. orebro finds Örebro.",
      da: "Søg i al tekst. orebro finder Örebro.")
    public static let words = Phrase(
      sv: "Orden att söka efter; början av ett ord räcker.",
      en: "The words to look for; the beginning of a word is enough.",
      da: "Ordene at søge efter; begyndelsen af et ord er nok.")
    public static let delete = Phrase(
      sv: "Ta bort en post. Den kan återställas.", en: "Delete a record. It can be restored.",
      da: "Slet en post. Den kan gendannes.")
    public static let restore = Phrase(
      sv: "Återställ en borttagen post.", en: "Restore a deleted record.", da: "Gendan en slettet post.")
    public static let undo = Phrase(
      sv: "Ångra den senaste ändringen här, eller den som nämns.",
      en: "Undo the last change made here, or the one named.", da: "Fortryd den seneste ændring her eller den nævnte.")
    public static let commit = Phrase(
      sv: "Ändringens namn, som i bygd log.", en: "The change’s name, as in bygd log.",
      da: "Ændringens navn, som i bygd log.")
    public static let same = Phrase(
      sv: "Två poster är samma sak: läs dem som en.", en: "Two records are one thing: read them as one.",
      da: "To poster er den samme: læs dem som én.")
    public static let sameKept = Phrase(
      sv: "Posten som blir kvar.", en: "The record that stays.", da: "Posten, der bliver.")
    public static let sameJoined = Phrase(
      sv: "Posten som går upp i den.", en: "The record that joins it.", da: "Posten, der går op i den.")
    public static let log = Phrase(
      sv: "Visa historiken, för allt eller för en post.", en: "Show the history, of everything or of a record.",
      da: "Vis historikken, for alt eller for en post.")
    public static let diff = Phrase(
      sv: "Visa vad som inte är synkat än.", en: "Show what is not synced yet.",
      da: "Vis, hvad der endnu ikke er synkroniseret.")
    public static let sync = Phrase(
      sv: "Skicka dina ändringar och hämta andras.", en: "Send your changes and fetch other people’s.",
      da: "Send dine ændringer, og hent andres.")
    public static let watch = Phrase(
      sv: "Fortsätt att synka tills du avbryter.", en: "Go on syncing until you stop it.",
      da: "Bliv ved med at synkronisere, til du afbryder.")
    public static let conflicts = Phrase(
      sv: "Visa konflikterna: administratören ser alla, andra dem som deras ändringar står i.",
      en: "Show the conflicts: the administrator sees all, others those that their edits stand in.",
      da: "Vis konflikterne: administratoren ser alle, andre dem, som deres ændringer står i.")
    public static let conflictsAll = Phrase(
      sv: "Andras konflikter också.", en: "Other people’s conflicts too.", da: "Også andres konflikter.")
    public static let conflict = Phrase(
      sv: "Visa en konflikt.", en: "Show a conflict.", da: "Vis en konflikt.")
    public static let conflictShow = Phrase(
      sv: "Visa värdena bredvid varandra och vad som går att göra.",
      en: "Show the values beside each other and what can be done.",
      da: "Vis værdierne ved siden af hinanden, og hvad der kan gøres.")
    public static let conflictID = Phrase(
      sv: "Konfliktens id; början räcker.", en: "The conflict’s id; its beginning is enough.",
      da: "Konfliktens id; begyndelsen er nok.")
    public static let resolve = Phrase(
      sv: "Avgör en konflikt.", en: "Settle a conflict.", da: "Afgør en konflikt.")
    public static let take = Phrase(
      sv: "Välj kandidat nummer N.", en: "Choose candidate number N.", da: "Vælg kandidat nummer N.")
    public static let value = Phrase(
      sv: "Skriv ett annat värde.", en: "Write another value.", da: "Skriv en anden værdi.")
    public static let editValue = Phrase(
      sv: "Skriv värdet i en texteditor.", en: "Write the value in a text editor.",
      da: "Skriv værdien i en teksteditor.")
    public static let keep = Phrase(
      sv: "Behåll posten.", en: "Keep the record.", da: "Behold posten.")
    public static let deleteRecord = Phrase(
      sv: "Ta bort posten.", en: "Delete the record.", da: "Slet posten.")
    public static let keepBoth = Phrase(
      sv: "Behåll alla texterna.", en: "Keep all the texts.", da: "Behold alle teksterne.")
    public static let reason = Phrase(
      sv: "Varför. Den som inte fick sitt värde läser det.", en: "Why. Whoever’s value was not chosen reads it.",
      da: "Hvorfor. Den, hvis værdi ikke blev valgt, læser det.")
    public static let refused = Phrase(
      sv: "Visa det som servern inte tog emot.", en: "Show what the server did not take.",
      da: "Vis det, serveren ikke modtog.")
    public static let refusedList = Phrase(
      sv: "Visa dem.", en: "Show them.", da: "Vis dem.")
    public static let refusedRetry = Phrase(
      sv: "Skicka en gång till, med samma värden.", en: "Send once more, with the same values.",
      da: "Send en gang til, med de samme værdier.")
    public static let refusedEdit = Phrase(
      sv: "Rätta och skicka igen.", en: "Correct and send again.", da: "Ret og send igen.")
    public static let refusedDiscard = Phrase(
      sv: "Kasta. Värdena försvinner.", en: "Throw away. The values are gone.", da: "Kassér. Værdierne forsvinder.")
    public static let refusedExport = Phrase(
      sv: "Spara allt som avvisats i en fil.", en: "Save all that was refused in a file.",
      da: "Gem alt, der er afvist, i en fil.")
    public static let refusedID = Phrase(
      sv: "Ändringens namn, som i bygd refused.", en: "The change’s name, as in bygd refused.",
      da: "Ændringens navn, som i bygd refused.")
    public static let importing = Phrase(
      sv: "Läs in en plan: text, CSV eller JSON.", en: "Read a plan in: text, CSV or JSON.",
      da: "Læs en plan ind: tekst, CSV eller JSON.")
    public static let importFile = Phrase(
      sv: "Filen.", en: "The file.", da: "Filen.")
    public static let review = Phrase(
      sv: "Skriv en tabell att rätta i ett kalkylprogram och läsa in igen.",
      en: "Write a table to be corrected in a spreadsheet and read in again.",
      da: "Skriv en tabel, der kan rettes i et regneark og læses ind igen.")
    public static let export = Phrase(
      sv: "Skriv ut alla poster.", en: "Write out all records.", da: "Skriv alle poster ud.")
    public static let exportFormat = Phrase(
      sv: "csv, json, ndjson eller ics (kalender).", en: "csv, json, ndjson or ics (calendar).",
      da: "csv, json, ndjson eller ics (kalender).")
    public static let withHistory = Phrase(
      sv: "Med alla ändringar.", en: "With all changes.", da: "Med alle ændringer.")
    public static let report = Phrase(
      sv: """
        Skriv en rapport. followup: årets uppföljning; due: vad som är kvar att bedöma; schedule: vad som börjar, slutar och \
        är försenat; functions: vem som gör vad; meetings: årets möten.
        """,
      en: """
        Write a report. followup: the yearly follow-up; due: what is left to assess; schedule: what begins, ends and is \
        overdue; functions: who does what; meetings: the year’s meetings.
        """,
      da: """
        Skriv en rapport. followup: årets opfølgning; due: hvad der mangler at blive vurderet; schedule: hvad der begynder, \
        slutter og er forsinket; functions: hvem der gør hvad; meetings: årets møder.
        """)
    public static let reportName = Phrase(
      sv: "Rapportens namn.", en: "The report’s name.", da: "Rapportens navn.")
    public static let reportFormat = Phrase(
      sv: "text, md, csv eller json.", en: "text, md, csv or json.", da: "text, md, csv eller json.")
    public static let bundle = Phrase(
      sv: "Ändringar i en fil, från dator till dator utan nät.",
      en: "Changes in a file, from device to device without a network.",
      da: "Ændringer i en fil, fra computer til computer uden net.")
    public static let bundleCreate = Phrase(
      sv: "Spara det som inte är synkat i en fil.", en: "Save what is not synced in a file.",
      da: "Gem det, der ikke er synkroniseret, i en fil.")
    public static let bundleApply = Phrase(
      sv: "Ta in ändringarna ur en fil.", en: "Take in the changes from a file.", da: "Tag ændringerne ind fra en fil.")
    public static let bundleFile = Phrase(
      sv: "Filen.", en: "The file.", da: "Filen.")
    public static let verify = Phrase(
      sv: "Kontrollera att allt stämmer: rader, summor och osända ändringar.",
      en: "Check that everything is right: rows, sums and unsent changes.",
      da: "Kontrollér, at alt stemmer: rækker, summer og usendte ændringer.")
    public static let doctor = Phrase(
      sv: "Undersök arbetsytan, datorn och nätet.", en: "Examine the workspace, the device and the network.",
      da: "Undersøg arbejdsområdet, computeren og nettet.")
    public static let config = Phrase(
      sv: "Visa inställningarna, eller ändra dem.", en: "Show the settings, or change them.",
      da: "Vis indstillingerne, eller ret dem.")
    public static let configValues = Phrase(
      sv: "replica, lang och editor, till exempel lang=da. Utan värde efter = tas valet bort.",
      en: "replica, lang and editor, such as lang=da. With nothing after = the choice is taken out.",
      da: "replica, lang og editor, for eksempel lang=da. Uden værdi efter = fjernes valget.")
    public static let whoami = Phrase(
      sv: "Visa vem du är här och vad du får göra.", en: "Show who you are here and what you may do.",
      da: "Vis, hvem du er her, og hvad du må.")
    public static let logout = Phrase(
      sv: "Koppla bort den här datorn från servern. Det du skrivit ligger kvar.",
      en: "Disconnect this device from the server. What you wrote stays.",
      da: "Kobl denne computer fra serveren. Det, du har skrevet, bliver.")
  }
}
