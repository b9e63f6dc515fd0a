extension Words {
  /// Signing in on the web, and what happens to forms.
  public enum SignIn {
    public static let title = Phrase(sv: "Logga in", en: "Sign in", da: "Log ind")
    public static let button = Phrase(sv: "Logga in", en: "Sign in", da: "Log ind")
    public static let name = Phrase(sv: "Namn", en: "Name", da: "Navn")
    public static let password = Phrase(sv: "Lösenord", en: "Password", da: "Adgangskode")
    public static let workspace = Phrase(sv: "Arbetsyta", en: "Workspace", da: "Arbejdsområde")
    public static let withPassword = Phrase(
      sv: "Med namn och lösenord", en: "With name and password", da: "Med navn og adgangskode")
    public static let withCode = Phrase(
      sv: "Första gången: med en kod", en: "The first time: with a code", da: "Første gang: med en kode")
    public static let codeHint = Phrase(
      sv: "Koden får du av den som sköter arbetsytan. Den ser ut som 7K2M-Q9XV-3T0B-HN5D.",
      en: "You get the code from whoever looks after the workspace. It looks like 7K2M-Q9XV-3T0B-HN5D.",
      da: "Koden får du af den, der passer arbejdsområdet. Den ser ud som 7K2M-Q9XV-3T0B-HN5D.")
    public static let code = Phrase(sv: "Kod", en: "Code", da: "Kode")
    public static let goOn = Phrase(sv: "Fortsätt", en: "Go on", da: "Fortsæt")
    public static let elsewhere = Phrase(
      sv: "Med organisationens inloggning", en: "With your organisation’s sign-in",
      da: "Med organisationens login")
    public static let home = Phrase(sv: "Till startsidan", en: "To the start page", da: "Til startsiden")
    public static let toSignIn = Phrase(sv: "Till inloggningen", en: "To the sign-in page", da: "Til login-siden")

    // What was typed without a session.

    public static let endedTitle = Phrase(
      sv: "Du är inte inloggad längre", en: "You are not signed in any more", da: "Du er ikke logget ind længere")
    public static let ended = Phrase(
      sv: "Ingenting är sparat än. Logga in, så kommer sidan tillbaka med det du skrev ifyllt.",
      en: "Nothing has been saved yet. Sign in, and the page comes back with what you wrote filled in.",
      da: "Intet er gemt endnu. Log ind, så kommer siden tilbage med det, du skrev, udfyldt.")
    public static let endedTooLong = Phrase(
      sv: """
        Ingenting är sparat, och det du skrev är för långt att hålla i minnet. Kopiera det härifrån, logga in och \
        klistra in det igen.
        """,
      en: """
        Nothing has been saved, and what you wrote is too long to be remembered. Copy it from here, sign in and paste \
        it again.
        """,
      da: """
        Intet er gemt, og det, du skrev, er for langt til at blive husket. Kopiér det herfra, log ind, og indsæt det \
        igen.
        """)
    public static let typed = Phrase(sv: "Det här skrev du:", en: "This is what you wrote:", da: "Det her skrev du:")
    public static let staleTitle = Phrase(
      sv: "Sidan är från innan du loggade in", en: "The page is from before you signed in",
      da: "Siden er fra før, du loggede ind")
    public static let stale = Phrase(
      sv: """
        Ingenting är sparat. Öppna sidan igen, så är det du skrev ifyllt; se efter att allt stämmer och skicka det \
        på nytt.
        """,
      en: "Nothing has been saved. Open the page again: what you wrote is filled in. Check it and send it again.",
      da: "Intet er gemt. Åbn siden igen, så er det, du skrev, udfyldt; se efter, at alt passer, og send det igen.")
    public static let again = Phrase(sv: "Öppna sidan igen", en: "Open the page again", da: "Åbn siden igen")
    public static let forgedTitle = Phrase(
      sv: "Det skickades inte från en sida här", en: "That was not sent from a page here",
      da: "Det blev ikke sendt fra en side her")
    public static let forged = Phrase(
      sv: """
        Ingenting är gjort. En annan webbplats kan ha försökt få din webbläsare att skicka något hit. Om du själv \
        fyllde i ett formulär här: öppna sidan igen och försök på nytt.
        """,
      en: """
        Nothing was done. Another web site may have tried to make your browser send something here. If you filled in \
        a form here yourself: open the page again and try once more.
        """,
      da: """
        Intet er gjort. Et andet websted kan have forsøgt at få din browser til at sende noget hertil. Hvis du selv \
        udfyldte en formular her: åbn siden igen, og prøv på ny.
        """)
    public static let cookies = Phrase(
      sv: """
        Webbläsaren skickade ingen kaka, eller sidan har stått öppen för länge. Tillåt kakor för den här adressen \
        och försök igen.
        """,
      en: """
        The browser sent no cookie, or the page has been open for too long. Allow cookies for this address and try \
        again.
        """,
      da: """
        Browseren sendte ingen cookie, eller siden har stået åben for længe. Tillad cookies for denne adresse, og \
        prøv igen.
        """)

    // The organisation's sign-in.

    public static let elsewhereFailed = Phrase(
      sv: "Inloggningen gick inte", en: "Signing in did not work", da: "Login lykkedes ikke")
    public static let providerUnreachable = Phrase(
      sv: "Organisationens inloggning svarar inte. Försök igen om en stund.",
      en: "Your organisation’s sign-in does not answer. Try again in a while.",
      da: "Organisationens login svarer ikke. Prøv igen om lidt.")
    public static let providerGarbled = Phrase(
      sv: "Organisationens inloggning svarade med något som inte går att lita på. Säg till den som sköter servern.",
      en: "Your organisation’s sign-in answered something that can’t be trusted. Tell whoever runs the server.",
      da: "Organisationens login svarede med noget, man ikke kan stole på. Sig det til den, der passer serveren.")
    public static let providerRefused = Phrase(
      sv: "Organisationens inloggning släppte inte in dig, eller så avbröts det.",
      en: "Your organisation’s sign-in did not let you in, or it was cancelled.",
      da: "Organisationens login lukkede dig ikke ind, eller det blev afbrudt.")
    public static let providerUnasked = Phrase(
      sv: "Svaret hör inte till den här webbläsaren, är använt eller kom för sent. Börja om från inloggningen.",
      en: "The answer is not for this browser, was used, or came too late. Start again from the sign-in page.",
      da: "Svaret hører ikke til denne browser, er brugt eller kom for sent. Begynd forfra på login-siden.")
    public static let providerNoName = Phrase(
      sv: "Organisationens inloggning talade inte om vem du är. Säg till den som sköter servern.",
      en: "Your organisation’s sign-in did not say who you are. Tell whoever runs the server.",
      da: "Organisationens login fortalte ikke, hvem du er. Sig det til den, der passer serveren.")
    package static func notMember(_ name: String) -> Phrase {
      Phrase(
        sv: "\(name) finns inte bland arbetsytans personer. Be arbetsytans administratör lägga till det namnet.",
        en: "\(name) is not among the workspace’s people. Ask its administrator to add that name.",
        da: "\(name) findes ikke blandt arbejdsområdets personer. Bed administratoren tilføje det navn.")
    }

    // Codes and passwords.

    package static func linkTitle(_ user: String) -> Phrase {
      Phrase(sv: "Logga in som \(user)", en: "Sign in as \(user)", da: "Log ind som \(user)")
    }
    public static let linkHint = Phrase(
      sv: "Länken kan användas en gång.", en: "The link can be used once.", da: "Linket kan bruges én gang.")
    package static func choose(_ user: String) -> Phrase {
      Phrase(
        sv: "Välkommen, \(user): välj ett lösenord", en: "Welcome, \(user): choose a password",
        da: "Velkommen, \(user): vælg en adgangskode")
    }
    package static func chooseHint(_ min: Int) -> Phrase {
      Phrase(
        sv: """
          Minst \(min) tecken, vilka som helst. Fyra ord som du minns är bättre än krångliga tecken. Koden används \
          då upp; en dator ansluts med en kod för sig.
          """,
        en: """
          At least \(min) characters, any of them. Four words that you remember are better than odd characters. The \
          code is used up by this; a device is joined with a code of its own.
          """,
        da: """
          Mindst \(min) tegn, hvilke som helst. Fire ord, som du husker, er bedre end sære tegn. Koden bliver brugt \
          op; en computer tilsluttes med sin egen kode.
          """)
    }
    public static let repeated = Phrase(
      sv: "Lösenordet en gång till", en: "The password once more", da: "Adgangskoden en gang til")
    public static let chooseButton = Phrase(
      sv: "Välj lösenordet och logga in", en: "Choose it and sign in", da: "Vælg den, og log ind")
    public static let differ = Phrase(
      sv: "De två lösenorden är inte lika.", en: "The two passwords are not the same.",
      da: "De to adgangskoder er ikke ens.")
    package static func tooShort(_ min: Int) -> Phrase {
      Phrase(
        sv: "Lösenordet måste ha minst \(min) tecken.", en: "The password must have at least \(min) characters.",
        da: "Adgangskoden skal have mindst \(min) tegn.")
    }
    public static let tooLong = Phrase(
      sv: "Lösenordet är för långt.", en: "The password is too long.", da: "Adgangskoden er for lang.")
    public static let wrong = Phrase(
      sv: "Namnet eller lösenordet stämmer inte.", en: "The name or the password is not right.",
      da: "Navnet eller adgangskoden er ikke rigtig.")
    public static let noWorkspace = Phrase(
      sv: "Någon sådan arbetsyta finns inte här.", en: "There is no such workspace here.",
      da: "Et sådant arbejdsområde findes ikke her.")
    public static let codeWrong = Phrase(
      sv: "Det är ingen kod. Den har sexton bokstäver och siffror.",
      en: "That is no code. It has sixteen letters and digits.", da: "Det er ingen kode. Den har seksten tegn.")

    /// A word more about a request that was not served, by the code of the problem; nil where the title says it all.
    public static func explained(_ code: String, subject: String, limit: UInt64?, seconds: Int) -> Phrase? {
      switch code {
      case "too-large":
        limit.map { limit in
          switch subject {
          case "fields":
            Phrase(
              sv: "Ett formulär får ha högst \(limit) fält.", en: "A form may have at most \(limit) fields.",
              da: "En formular må højst have \(limit) felter.")
          default:
            Phrase(
              sv: "Högst \(limit / 1024) KiB tas emot på en gång. Ingenting är sparat. Gå tillbaka och korta texten.",
              en: "At most \(limit / 1024) KiB are taken at a time. Nothing was saved. Go back and shorten the text.",
              da: "Højst \(limit / 1024) KiB modtages ad gangen. Intet er gemt. Gå tilbage, og kort teksten af.")
          }
        }
      case "too-many-requests":
        Phrase(
          sv: "Försök igen om \(seconds, one: "sekund", other: "sekunder").",
          en: "Try again in \(seconds, one: "second", other: "seconds").",
          da: "Prøv igen om \(seconds, one: "sekund", other: "sekunder").")
      case "not-allowed":
        Phrase(
          sv: "Din roll räcker inte. Arbetsytans administratör kan ändra den.",
          en: "Your role does not allow it. The workspace’s administrator can change that.",
          da: "Din rolle rækker ikke. Arbejdsområdets administrator kan ændre den.")
      case "malformed":
        Phrase(
          sv: "Ingenting är sparat. Öppna sidan igen och försök på nytt.",
          en: "Nothing was saved. Open the page again and try once more.",
          da: "Intet er gemt. Åbn siden igen, og prøv på ny.")
      default: nil
      }
    }
  }
}
