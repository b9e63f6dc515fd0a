/// What the reader knows of the language of regional culture plans before it opens one: words, no document.
enum DomainWords {
  /// Functions that culture departments commonly have.
  static let functions: [String] = [
    "kulturstrateg", "kulturstrateger", "områdeschef", "områdeschefer", "kulturchef", "kulturdirektör",
    "verksamhetschef",
    "enhetschef", "avdelningschef", "förvaltningschef", "bibliotekschef", "utvecklingschef", "nämndsekreterare",
    "främjandeverksamhet", "främjandeverksamheten", "främjandeverksamheterna", "främjandeverksamhet bild och form",
    "främjandeverksamheten bild och form", "främjandeverksamhet inom bild och form", "bild- och formfrämjande",
    "biblioteksutveckling", "biblioteksutvecklare", "regionbibliotek", "länsbibliotek", "filmfrämjande",
    "filmkonsulent",
    "filmutvecklare", "dansfrämjande", "danskonsulent", "dansutvecklare", "professionell dans", "teaterfrämjande",
    "teaterfrämjandet", "teaterkonsulent", "musikfrämjande", "musikutvecklare", "litteraturfrämjande",
    "litteraturutvecklare", "slöjdfrämjande", "slöjdkonsulent", "hemslöjdskonsulent", "hemslöjdsfrämjande",
    "konstfrämjande", "konstkonsulent", "scenkonstfrämjande", "scenkonstkonsulent", "cirkusfrämjande", "museifrämjande",
    "kulturmiljöfrämjande", "kulturarvsfrämjande", "arkivfrämjande", "folkbildningsfrämjande", "civilsamhällesstrateg",
    "kommunikation", "kommunikatör", "kommunikatörer", "ekonom", "controller", "jurist", "bidragshandläggare",
    "utvecklingsledare civilsamhället", "kulturella kraftfält på landsbygden", "kulturella kraftfält",
    "kulturskolestrateg", "internationell strateg", "projektledare", "kulturnämnden", "hållbarhetsstrateg",
  ]

  /// Functions whose field is named after them.
  static let rolesWithField: [String] = [
    "utvecklingsledare", "analytiker", "strateg", "strateger", "samordnare", "handläggare", "utredare", "processledare",
  ]

  static let fields: [String] = [
    "kultur och hälsa", "kulturella kraftfält på landsbygden", "kulturella kraftfält", "regional utveckling",
    "bild och form", "civilsamhället", "civilsamhälle", "barn och unga", "folkbildning", "kulturarv", "kulturmiljö",
    "landsbygd", "landsbygdsutveckling", "kultur", "musik", "dans", "film", "teater", "litteratur", "slöjd", "konst",
    "besöksnäring", "kulturella och kreativa näringar", "folkhälsa", "hållbar utveckling", "digitalisering",
    "bibliotek",
    "kultur och fritid", "samhällsplanering", "näringsliv", "internationella frågor", "nationella minoriteter",
  ]

  static let months: Set<String> = {
    let names = [
      "jan", "januari", "feb", "februari", "mar", "mars", "apr", "april", "maj", "jun", "juni", "jul", "juli", "aug",
      "augusti", "sep", "sept", "september", "okt", "oktober", "nov", "november", "dec", "december", "hösten", "våren",
    ]
    var folded = Set(names.map { Letters.plain($0) })
    for one in names where one.count == 3 {
      for other in names where other.count == 3 { folded.insert(Letters.plain(one + other)) }
    }
    return folded
  }()

  /// Words after which a title is not finished, folded.
  static let openingWords: Set<String> = Set(
    [
      "att", "för", "i", "på", "av", "med", "och", "eller", "samt", "som", "till", "från", "inom", "om", "genom",
      "kring",
      "en", "ett", "den", "det", "de", "hur", "vid", "under", "utifrån", "mellan", "är", "där", "kan", "ska", "ur",
      "hos",
      "mot", "utan", "vars", "vilka", "vilken", "vilket", "denna", "detta", "dessa", "sin", "sitt", "sina", "nya", "ny",
      "nytt", "fler", "regional", "lokal", "gemensam", "gemensamma", "dessa", "exempelvis", "bland", "annat", "region",
      "länets", "regionens", "kommunens", "kommunernas", "olika", "andra", "övriga", "sådan", "sådana", "särskilda",
      "enligt", "efter", "innan", "när", "om", "vilka", "inklusive", "via",
    ].map { Letters.plain($0) })

  /// Endings of words that await a noun, folded.
  static let openingEndings: [String] = [
    "iska", "ella", "iva", "liga", "nella", "ideella", "regionala", "lokala", "centrala", "rella", "ktiva",
  ].map { Letters.plain($0) }

  /// Short words that stand for themselves, so that a line may begin with them without continuing a broken word.
  static let shortWords: Set<String> = Set(
    [
      "i", "å", "ö", "en", "ett", "av", "på", "om", "de", "den", "det", "att", "och", "för", "ur", "är", "år", "vi",
      "sin",
      "kan", "med", "som", "nå", "ta", "få", "ge", "ny", "nya", "nytt", "var", "när", "där", "här", "hur", "lån", "län",
      "mer", "mot", "hos", "vid", "via", "per", "två", "tre", "fem", "sex", "nio", "tio", "ska", "bli", "gå", "se",
      "än",
      "man", "dem", "oss", "dag", "vad", "vem", "så", "sitt", "ha", "rum", "tid", "del", "eu", "åk", "bok", "scen",
      "ej",
      "stad", "by", "hus", "två", "pop", "jazz", "rad", "råd", "mål", "sal", "bio", "etc", "mfl", "mm", "sms", "app",
      "bra",
      "ung", "sätt", "slå", "små", "vår", "oss", "upp", "ut", "in", "ner", "kör", "yta", "öka", "göra", "lek", "is",
      "led",
    ].map { Letters.plain($0) })
}
