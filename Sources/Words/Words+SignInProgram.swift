extension Words {
  /// What the server's program says about signing in on the web.
  public enum SignInProgram {
    public static let linkHelp = Phrase(
      sv: "Ge en länk som loggar in en webbläsare en gång, i 15 minuter.",
      en: "Give a link that signs one browser in once, for 15 minutes.",
      da: "Giv et link, der logger én browser ind én gang, i 15 minutter.")
    public static let linkURLHelp = Phrase(
      sv: "adressen som folk skriver (eller BYGD_PUBLIC_URL)", en: "the address that people write (or BYGD_PUBLIC_URL)",
      da: "adressen, som folk skriver (eller BYGD_PUBLIC_URL)")
    package static func linkMade(_ user: String) -> Phrase {
      Phrase(
        sv: "Ge länken till \(user) och till ingen annan.", en: "Give the link to \(user) and to nobody else.",
        da: "Giv linket til \(user) og til ingen anden.")
    }
    public static let publicURLHelp = Phrase(
      sv: "adressen som folk skriver, när en annan server står framför (eller BYGD_PUBLIC_URL)",
      en: "the address that people write, where another server stands in front (or BYGD_PUBLIC_URL)",
      da: "adressen, som folk skriver, når en anden server står foran (eller BYGD_PUBLIC_URL)")
    package static func badURL(_ text: String) -> Phrase {
      Phrase(
        sv: "\(text) är ingen adress. Skriv till exempel https://bygd.example.se.",
        en: "\(text) is no address. Write for example https://bygd.example.se.",
        da: "\(text) er ingen adresse. Skriv for eksempel https://bygd.example.se.")
    }
    public static let passwordHelp = Phrase(sv: "Lösenord.", en: "Passwords.", da: "Adgangskoder.")
    public static let passwordResetHelp = Phrase(
      sv: "Ta bort en persons lösenord, logga ut hen överallt och få en kod för ett nytt.",
      en: "Take a person’s password away, sign them out everywhere and get a code for a new one.",
      da: "Fjern en persons adgangskode, log personen ud overalt, og få en kode til en ny.")
    package static func reset(_ user: String, code: String) -> Phrase {
      Phrase(
        sv: "Kod för \(user), i 7 dagar: \(code)\nDen skrivs på sidan /sign-in.",
        en: "Code for \(user), for 7 days: \(code)\nIt is typed on the page /sign-in.",
        da: "Kode til \(user), i 7 dage: \(code)\nDen skrives på siden /sign-in.")
    }
    public static let sessionHelp = Phrase(
      sv: "Inloggade webbläsare.", en: "Browsers that are signed in.", da: "Browsere, der er logget ind.")
    public static let sessionListHelp = Phrase(sv: "Visa alla.", en: "Show all.", da: "Vis alle.")
    public static let sessionEndHelp = Phrase(
      sv: "Logga ut en person överallt.", en: "Sign a person out everywhere.", da: "Log en person ud overalt.")
    public static let issuerHelp = Phrase(
      sv: "organisationens inloggning (OpenID Connect), till exempel https://login.example.se (eller BYGD_OIDC_ISSUER)",
      en: "the organisation’s sign-in (OpenID Connect), such as https://login.example.se (or BYGD_OIDC_ISSUER)",
      da: "organisationens login (OpenID Connect), for eksempel https://login.example.se (eller BYGD_OIDC_ISSUER)")
    public static let clientHelp = Phrase(
      sv: "Bygds namn hos organisationens inloggning (eller BYGD_OIDC_CLIENT_ID)",
      en: "Bygd’s name at the organisation’s sign-in (or BYGD_OIDC_CLIENT_ID)",
      da: "Bygds navn hos organisationens login (eller BYGD_OIDC_CLIENT_ID)")
    public static let secretHelp = Phrase(
      sv: "fil med Bygds hemlighet där, läsbar bara för servern (eller BYGD_OIDC_CLIENT_SECRET_FILE)",
      en: "file with Bygd’s secret there, readable by the server alone (or BYGD_OIDC_CLIENT_SECRET_FILE)",
      da: "fil med Bygds hemmelighed dér, læsbar kun for serveren (eller BYGD_OIDC_CLIENT_SECRET_FILE)")
    public static let claimHelp = Phrase(
      sv: "uppgiften som är personens namn i Bygd; förvalt preferred_username (eller BYGD_OIDC_CLAIM)",
      en: "the claim that is the person’s name in Bygd; default preferred_username (or BYGD_OIDC_CLAIM)",
      da: "oplysningen, der er personens navn i Bygd; standard preferred_username (eller BYGD_OIDC_CLAIM)")
    public static let issuerNeedsClient = Phrase(
      sv: "--oidc-issuer kräver --oidc-client-id.", en: "--oidc-issuer needs --oidc-client-id.",
      da: "--oidc-issuer kræver --oidc-client-id.")
    package static func badIssuer(_ text: String) -> Phrase {
      Phrase(
        sv: "\(text) duger inte som utfärdare: den ska börja med https:// (på den här maskinen går http://).",
        en: "\(text) won’t do as an issuer: it must begin with https:// (on this machine http:// will do).",
        da: "\(text) duer ikke som udsteder: den skal begynde med https:// (på denne maskine går http:// an).")
    }
  }
}
