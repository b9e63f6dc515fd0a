/// What is said of disks that are not one's own.
extension Words.Errors {
  package static func serverDiskFull(unsynced: Int) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Serverns disk är full, så den kan inte ta emot något nytt.",
        en: "The server’s disk is full, so it can take in nothing new.",
        da: "Serverens disk er fuld, så den kan ikke tage imod noget nyt."),
      safe: kept(unsynced),
      next: Phrase(
        sv: "Be administratören göra plats på servern, och försök sedan igen med: bygd sync",
        en: "Ask the administrator to make room on the server, then try again with: bygd sync",
        da: "Bed administratoren om at gøre plads på serveren, og prøv så igen med: bygd sync"))
  }
}
