extension Words {
  /// What the server says: to browsers and other programs' users, and to whoever runs it.
  public enum Server {
    /// Why a request was not served, by its stable code; a code that we do not know is named.
    public static func problem(_ code: String) -> Phrase {
      requestProblem(code) ?? accessProblem(code) ?? stateProblem(code) ?? API.problem(code)
        ?? Phrase(sv: "Det gick inte (\(code)).", en: "It did not work (\(code)).", da: "Det gik ikke (\(code)).")
    }

    private static func accessProblem(_ code: String) -> Phrase? {
      switch code {
      case "not-signed-in":
        Phrase(
          sv: "Den här datorn är inte inloggad.", en: "This device is not signed in.",
          da: "Denne computer er ikke logget ind.")
      case "not-allowed":
        Phrase(
          sv: "Det får du inte göra i den här arbetsytan.", en: "You are not allowed to do that in this workspace.",
          da: "Det må du ikke gøre i dette arbejdsområde.")
      case "device-revoked":
        Phrase(
          sv: "Datorns tillträde har dragits in.", en: "This device’s access has been revoked.",
          da: "Computerens adgang er trukket tilbage.")
      case "code-used":
        Phrase(
          sv: "Koden är redan använd. Be om en ny.", en: "The code has been used. Ask for a new one.",
          da: "Koden er allerede brugt. Bed om en ny.")
      case "code-expired":
        Phrase(
          sv: "Koden har gått ut. Be om en ny.", en: "The code has expired. Ask for a new one.",
          da: "Koden er udløbet. Bed om en ny.")
      case "code-unknown":
        Phrase(sv: "Koden finns inte.", en: "There is no such code.", da: "Koden findes ikke.")
      default: nil
      }
    }

    private static func requestProblem(_ code: String) -> Phrase? {
      switch code {
      case "malformed":
        Phrase(
          sv: "Servern förstår inte det som skickades.", en: "The server does not understand what was sent.",
          da: "Serveren forstår ikke det, der blev sendt.")
      case "too-large":
        Phrase(
          sv: "Det som skickades är för stort.", en: "What was sent is too large.",
          da: "Det, der blev sendt, er for stort.")
      case "too-many-requests":
        Phrase(
          sv: "För många försök på kort tid. Vänta en stund.", en: "Too many requests in a short time. Wait a moment.",
          da: "For mange forsøg på kort tid. Vent lidt.")
      case "not-found":
        Phrase(sv: "Det finns inte här.", en: "There is no such thing here.", da: "Det findes ikke her.")
      case "method-not-allowed":
        Phrase(
          sv: "Så kan adressen inte användas.", en: "The address can’t be used in that way.",
          da: "Adressen kan ikke bruges sådan.")
      case "range-not-satisfiable":
        Phrase(
          sv: "Den delen av filen finns inte.", en: "The file has no such part.", da: "Filen har ingen sådan del.")
      case "unsupported-media-type":
        Phrase(
          sv: "Servern tar inte emot den sortens innehåll.", en: "The server does not take that kind of content.",
          da: "Serveren modtager ikke den slags indhold.")
      case "unsupported-version":
        Phrase(
          sv: "Programmet och servern är av olika version. Uppdatera programmet.",
          en: "The program and the server are of different versions. Update the program.",
          da: "Programmet og serveren er af forskellig version. Opdatér programmet.")
      case "timed-out":
        Phrase(
          sv: "Det som skickades kom för långsamt.", en: "What was sent came too slowly.",
          da: "Det, der blev sendt, kom for langsomt.")
      default: nil
      }
    }

    private static func stateProblem(_ code: String) -> Phrase? {
      switch code {
      case "wrong-workspace":
        Phrase(
          sv: "Arbetsytan finns inte på den här servern.", en: "The workspace is not on this server.",
          da: "Arbejdsområdet findes ikke på denne server.")
      case "unknown-epoch":
        Phrase(
          sv: "Servern har återställts sedan förra gången.", en: "The server has been restored since the last time.",
          da: "Serveren er blevet gendannet siden sidst.")
      case "bad-cursor":
        Phrase(
          sv: "Läget i loggen är inte serverns.", en: "The place in the log is not this server’s.",
          da: "Stedet i loggen er ikke serverens.")
      case "conflict-moved":
        Phrase(
          sv: "Någon har redan löst konflikten, eller en ny ändring har kommit.",
          en: "Somebody has already solved the conflict, or a new change has come.",
          da: "Nogen har allerede løst konflikten, eller der er kommet en ny ændring.")
      case "refused":
        Phrase(
          sv: "Ändringen togs inte emot.", en: "The change was not accepted.", da: "Ændringen blev ikke modtaget.")
      case "internal":
        Phrase(
          sv: "Något gick fel på servern.", en: "Something went wrong on the server.",
          da: "Noget gik galt på serveren.")
      case "server-busy":
        Phrase(
          sv: "Servern hinner inte med just nu.", en: "The server is busy just now.", da: "Serveren har travlt lige nu."
        )
      case "restoring":
        Phrase(
          sv: "Servern återställs och väntar på administratören.",
          en: "The server is being restored and waits for its administrator.",
          da: "Serveren er ved at blive gendannet og venter på administratoren.")
      case "storage-full":
        Phrase(sv: "Serverns disk är full.", en: "The server’s disk is full.", da: "Serverens disk er fuld.")
      default: nil
      }
    }
  }
}
