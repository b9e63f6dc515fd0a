extension Words {
  /// Backup, restore and verifying, as whoever runs the server, and whoever syncs with it, is told.
  public enum Restoring {
    public static let discardHelp = Phrase(
      sv: "släng det som kom efter kopian: det hamnar hos var och en som avvisat, och tas inte tillbaka",
      en: "drop what came after the backup: everybody gets it as refused, and it is not taken back",
      da: "smid væk, hvad der kom efter kopien: hver især får det som afvist, og det tages ikke tilbage")
    public static let confirmHelp = Phrase(
      sv: "Öppna för synkning igen efter en återställning, när datorer och rättigheter har setts över.",
      en: "Open for sync again after a restore, once devices and rights have been looked at.",
      da: "Åbn for synkronisering igen efter en gendannelse, når computere og rettigheder er set efter.")
    public static let yesHelp = Phrase(sv: "fråga inte", en: "do not ask", da: "spørg ikke")

    package static func backedUp(_ path: String, entries: Int) -> Phrase {
      Phrase(
        sv: """
          Säkerhetskopian ligger i \(path), läst och hel: \(entries, one: "post", other: "poster") i loggen. \
          Nycklarna följer inte med; kopiera deras mapp för sig.
          """,
        en: """
          The backup is in \(path), read and whole: \(entries, one: "entry", other: "entries") in the log. \
          The keys stay out; copy their folder by itself.
          """,
        da: """
          Sikkerhedskopien ligger i \(path), læst og hel: \(entries, one: "post", other: "poster") i loggen. \
          Nøglerne er ikke med; kopiér deres mappe for sig.
          """)
    }

    package static func restored(_ name: String, entries: Int, kept: String?) -> Phrase {
      let aside =
        kept.map { path in
          Phrase(
            sv: " Den förra loggen ligger i \(path).", en: " The former log is in \(path).",
            da: " Den forrige log ligger i \(path).")
        } ?? Phrase(verbatim: "")
      return Phrase(
        sv: "\(name) är återställd: \(entries, one: "post", other: "poster") i loggen.\(aside)",
        en: "\(name) has been restored: \(entries, one: "entry", other: "entries") in the log.\(aside)",
        da: "\(name) er gendannet: \(entries, one: "post", other: "poster") i loggen.\(aside)")
    }

    package static let restoredNext = Phrase(
      sv: "Ingen kan synka ännu. Se över datorer och rättigheter, och öppna sedan med: bygd-server confirm",
      en: "Nobody can sync yet. Look at devices and rights, then open with: bygd-server confirm",
      da: "Ingen kan synkronisere endnu. Se computere og rettigheder efter, og åbn så med: bygd-server confirm")

    package static func revokedAgain(_ device: String, user: String) -> Phrase {
      Phrase(
        sv: "Tillträdet för \(device) (\(user)) drogs in efter kopian och är indraget igen.",
        en: "The access of \(device) (\(user)) was revoked after the backup and is revoked again.",
        da: "Adgangen for \(device) (\(user)) blev trukket tilbage efter kopien og er det igen.")
    }

    package static func discarded(_ entries: Int) -> Phrase {
      Phrase(
        sv: """
          \(entries, one: "ändring", other: "ändringar") efter kopian är slängda; de ligger som avvisade hos var \
          och en.
          """,
        en:
          "\(entries, one: "change", other: "changes") after the backup are dropped; everybody has theirs as refused.",
        da: "\(entries, one: "ændring", other: "ændringer") efter kopien er smidt væk; hver især har sine som afviste.")
    }

    package static func keysMissing(_ path: String) -> Phrase {
      Phrase(
        sv: """
          Nyckeln fattas i \(path). Utan den kan ingen dator visa vad servern hade. Inget har ändrats. \
          Lägg tillbaka nycklarnas mapp, eller visa den med --keys.
          """,
        en: """
          The key is missing in \(path). Without it no device can show what the server had. Nothing was changed. \
          Put the folder of the keys back, or name it with --keys.
          """,
        da: """
          Nøglen mangler i \(path). Uden den kan ingen computer vise, hvad serveren havde. Intet er ændret. \
          Læg nøglernes mappe tilbage, eller vis den med --keys.
          """)
    }

    package static let members = Phrase(sv: "Personer", en: "People", da: "Personer")
    package static let devices = Phrase(sv: "Datorer", en: "Devices", da: "Computere")
    package static let question = Phrase(
      sv: "Stämmer detta? Skriv ja för att öppna för synkning: ",
      en: "Is this right? Type yes to open for sync: ", da: "Stemmer det? Skriv ja for at åbne for synkronisering: ")
    /// What people may answer, in any of the languages.
    package static let answers: Set<String> = ["ja", "j", "yes", "y"]
    package static let notConfirmed = Phrase(
      sv: "Inget har öppnats. Ändra med bygd-server user och device, och kör sedan bygd-server confirm igen.",
      en:
        "Nothing was opened. Change what is wrong with bygd-server user and device, then run bygd-server confirm again.",
      da: "Intet er åbnet. Ret med bygd-server user og device, og kør så bygd-server confirm igen.")
    package static let nothingToConfirm = Phrase(
      sv: "Inget väntar på att bekräftas.", en: "Nothing waits to be confirmed.",
      da: "Intet venter på at blive bekræftet.")

    package static func confirmed(_ name: String) -> Phrase {
      Phrase(
        sv: "\(name) är öppen för synkning. Datorerna lämnar tillbaka det som fattas vid sin nästa synkning.",
        en: "\(name) is open for sync. The devices give back what is missing at their next sync.",
        da: "\(name) er åben for synkronisering. Computerne giver det manglende tilbage ved næste synkronisering.")
    }

    // Verifying.

    package static func broken(_ name: String, position: Int, author: String?, time: String?) -> Phrase {
      let whose = author.map { $0.isEmpty ? "" : ", \($0)" } ?? ""
      let when = time.map { ", \($0)" } ?? ""
      return Phrase(
        sv: """
          \(name): post \(position) i loggen\(whose)\(when) är inte som den skrevs. Inget har ändrats nu. Stoppa \
          servern, ta en kopia av datamappen och återställ den senaste hela säkerhetskopian med: \
          bygd-server restore FIL. Datorerna lämnar tillbaka det som kom sedan.
          """,
        en: """
          \(name): entry \(position) of the log\(whose)\(when) is not as it was written. Nothing was changed now. Stop \
          the server, copy the data folder, and restore the last whole backup with: bygd-server restore FILE. \
          The devices give back what came since.
          """,
        da: """
          \(name): post \(position) i loggen\(whose)\(when) er ikke, som den blev skrevet. Intet er ændret nu. Stop \
          serveren, tag en kopi af datamappen, og gendan den seneste hele sikkerhedskopi med: \
          bygd-server restore FIL. Computerne giver det tilbage, der kom siden.
          """)
    }

    package static func replicaDiffers(_ name: String) -> Phrase {
      Phrase(
        sv: """
          \(name): loggen är hel, men tabellerna som följer av den är det inte. Stoppa servern, ta bort mappen \
          workspaces i datamappen och starta igen: de görs om ur loggen.
          """,
        en: """
          \(name): the log is whole, but the tables that follow from it are not. Stop the server, remove the folder \
          workspaces in the data folder, and start again: they are made anew from the log.
          """,
        da: """
          \(name): loggen er hel, men tabellerna, der følger af den, er det ikke. Stop serveren, fjern mappen \
          workspaces i datamappen, og start igen: de laves om ud fra loggen.
          """)
    }

    package static func accountsDiffer(_ name: String, _ what: String) -> Phrase {
      Phrase(
        sv: """
          \(name): kontona och loggen säger olika om \(what). Se över med bygd-server device list, och bjud in datorn \
          på nytt.
          """,
        en: """
          \(name): accounts and log differ about \(what). Look with bygd-server device list, and invite the device \
          anew.
          """,
        da: """
          \(name): konti og log siger forskelligt om \(what). Se efter med bygd-server device list, og invitér \
          computeren på ny.
          """)
    }

    package static func sealDiffers(_ name: String, _ who: String) -> Phrase {
      Phrase(
        sv: "\(name): sigillet för \(who) stämmer inte med loggen.",
        en: "\(name): the seal of \(who) does not fit the log.",
        da: "\(name): seglet for \(who) passer ikke med loggen.")
    }

    package static func verified(_ name: String, entries: Int, seals: Int) -> Phrase {
      Phrase(
        sv: """
          \(name): \(entries, one: "post", other: "poster") i loggen, alla som de skrevs; \
          \(seals, one: "sigill", other: "sigill") och tabellerna stämmer.
          """,
        en: """
          \(name): \(entries, one: "entry", other: "entries") in the log, all as they were written; \
          \(seals, one: "seal", other: "seals") and the tables agree.
          """,
        da: """
          \(name): \(entries, one: "post", other: "poster") i loggen, alle som de blev skrevet; \
          \(seals, one: "segl", other: "segl") og tabellerne stemmer.
          """)
    }

    // On the laptop.

    package static func givenBack(_ count: Int) -> Phrase {
      Phrase(
        sv: """
          Servern hade återställts från en säkerhetskopia. \
          \(count, one: "post", other: "poster") som den saknade lämnades tillbaka härifrån.
          """,
        en: """
          The server had been restored from a backup. \
          \(count, one: "entry", other: "entries") that it lacked were given back from here.
          """,
        da: """
          Serveren var blevet gendannet fra en sikkerhedskopi. \
          \(count, one: "post", other: "poster"), som den manglede, blev givet tilbage herfra.
          """)
    }

    package static func setAside(_ count: Int) -> Phrase {
      Phrase(
        sv: """
          \(count, one: "av dem ligger", other: "av dem ligger") åt sidan på servern, tills administratören har \
          sett på dem.
          """,
        en: """
          \(count, one: "of them lies", other: "of them lie") aside on the server until its administrator has looked \
          at them.
          """,
        da: """
          \(count, one: "af dem ligger", other: "af dem ligger") til side på serveren, til administratoren har set \
          på dem.
          """)
    }

    /// A refusal's own word, for programs.
    package static let discarded = "discarded"

    package static let lineRestoring = Phrase(
      sv: "den återställs och väntar på sin administratör", en: "it is being restored and waits for its administrator",
      da: "den er ved at blive gendannet og venter på sin administrator")

    package static let discardedReason = Phrase(
      sv: "Administratören har gått tillbaka till en säkerhetskopia från innan den kom.",
      en: "The administrator has gone back to a backup from before it came.",
      da: "Administratoren er gået tilbage til en sikkerhedskopi fra før, den kom.")
  }
}
