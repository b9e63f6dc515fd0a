import Foundation

/// Gives words the å, ä and ö back that a scanner lost, where only one spelling is possible; never a guess.
///
/// A printed word is replaced when exactly one known word explains it: one from the document itself that still has its
/// letters, or one of ``DomainWords/spellings``. A word that is itself a known word stays, unless it is the bare form of
/// exactly one.
struct Spelling {
  private var byBareForm: [String: Set<String>] = [:]
  private var bySkeleton: [[UInt8]: [String]] = [:]
  private var cache: [String: String] = [:]

  /// `document` are the words of the source; those with å, ä or ö vouch for their spelling.
  init(document: some Sequence<String>) {
    self = Spelling.common
    for word in document {
      let core = word.trimmingCharacters(in: Spelling.marks).lowercased().precomposedStringWithCanonicalMapping
      if core.contains(where: { "åäö".contains($0) }), core.allSatisfy({ $0.isLetter && !"éèáàæø".contains($0) }) {
        learn(core)
      }
    }
  }

  private static let common: Spelling = {
    var spelling = Spelling()
    for word in DomainWords.spellings { spelling.learn(word) }
    return spelling
  }()

  private init() {}

  private static let marks = CharacterSet(charactersIn: ".,:;!?()\"'”’“»«/|")

  private mutating func learn(_ word: String) {
    let bare = Spelling.bare(word)
    if byBareForm[bare, default: []].insert(word).inserted {
      bySkeleton[Spelling.skeleton(word), default: []].append(word)
    }
  }

  private static func bare(_ word: String) -> String {
    String(word.map { $0 == "å" || $0 == "ä" ? "a" : ($0 == "ö" ? "o" : $0) })
  }

  /// What no confusion touches: the letters that are neither vowels in question nor printed for them.
  private static func skeleton(_ word: String) -> [UInt8] {
    word.utf8.filter { byte in
      byte < 0x80 && (97...122).contains(byte) && !"aoeditql".utf8.contains(byte)
    }
  }

  /// `text` with each word restored where that is certain; capitals and marks stay.
  mutating func restored(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).map { restoredToken(String($0)) }.joined(
      separator: " ")
  }

  private mutating func restoredToken(_ token: String) -> String {
    if let known = cache[token] { return known }
    let result = token.split(separator: "-", omittingEmptySubsequences: false).map { restoredPart(String($0)) }
      .joined(separator: "-")
    cache[token] = result
    return result
  }

  private func restoredPart(_ part: String) -> String {
    guard let first = part.firstIndex(where: { !Spelling.isMark($0) }),
      let last = part.lastIndex(where: { !Spelling.isMark($0) })
    else { return part }
    let core = String(part[first...last])
    guard let word = spelling(of: core) else { return part }
    return part[..<first] + word + part[part.index(after: last)...]
  }

  private static func isMark(_ character: Character) -> Bool {
    character.unicodeScalars.allSatisfy { marks.contains($0) }
  }

  private func spelling(of core: String) -> String? {
    let lower = core.lowercased().precomposedStringWithCanonicalMapping
    guard lower.count > 1 || lower == "&", !lower.contains(where: { "åäö".contains($0) }) else { return nil }
    let found: String
    if let exact = byBareForm[lower] {
      guard exact.count == 1, let only = exact.first else { return nil }
      found = only
    } else {
      guard lower.contains(where: \.isLetter), lower.count > 3 || lower.contains(where: { !("a"..."z").contains($0) })
      else {
        return nil
      }
      let printed = Array(lower)
      let candidates = (bySkeleton[Spelling.skeleton(lower)] ?? []).filter { Spelling.explains(Array($0), printed) }
      guard candidates.count == 1, let only = candidates.first else { return nil }
      found = only
    }
    guard found != lower else { return nil }
    if core.count > 1, core.allSatisfy({ !$0.isLetter || $0.isUppercase }) { return found.uppercased() }
    let startsUpper = core.first.map { $0.isUppercase } ?? false
    return startsUpper ? found.prefix(1).uppercased() + found.dropFirst() : found
  }

  /// Whether a scanner can have printed `word` as `printed`: each å, ä, ö as itself or one of its usual misreadings.
  private static func explains(_ word: [Character], _ printed: [Character]) -> Bool {
    func walk(_ i: Int, _ j: Int, _ misread: Int) -> Bool {
      if misread > 3 { return false }
      if i == word.count { return j == printed.count && misread > 0 }
      guard j < printed.count else { return false }
      let meant = word[i]
      if meant == printed[j], walk(i + 1, j + 1, misread) { return true }
      switch meant {
      case "å", "ä":
        if "aéd84".contains(printed[j]) || (printed[j] == "i" && word.count > 5) || (meant == "ä" && printed[j] == "&")
        {
          if walk(i + 1, j + 1, misread + 1) { return true }
        }
      case "ö":
        if "oéd60".contains(printed[j]) || ("qt".contains(printed[j]) && word.count > 6),
          walk(i + 1, j + 1, misread + 1)
        {
          return true
        }
      case "l":
        if printed[j] == "1", walk(i + 1, j + 1, misread + 1) { return true }
      default: return false
      }
      guard "åäö".contains(meant), j + 1 < printed.count else { return false }
      let pair = String(printed[j...j + 1])
      guard ["dé", "éa", "oé", "ai", "ii", "ié", "iä", "ia", "&a", "aé", "6é", "éd", "oo"].contains(pair) else {
        return false
      }
      return walk(i + 1, j + 2, misread + 1)
    }
    return walk(0, 0, 0)
  }
}

extension DomainWords {
  /// Words in their right spelling, each with what else folds to the same letters, so that a doubtful one stays as printed.
  static let spellings: [String] = {
    let list = """
      för på är år åren året årets län läns länet länets länen örebro örebros årlig årliga årligen årligt även över övre
      öka ökad ökat ökade öppna öppnar öppen öppet särskilt särskild särskilda också når nå nås sådan sådana så där när
      främja främjar främjande främjandet främjandestöd läsfrämjande skrivfrämjande hälsofrämjande demokratifrämjande
      läsfrämjandelyftet filmfrämjande filmfrämjandet dansfrämjande dansfrämjandet teaterfrämjande teaterfrämjandet
      musikfrämjande musikfrämjandet litteraturfrämjande litteraturfrämjandet bildfrämjande slöjdfrämjande
      främjandeverksamhet främjandeverksamheten främjandeverksamheter främjandeverksamheterna främjandeverksamheternas
      förening föreningar föreningarna föreningen föreningens kulturförening kulturföreningar teaterföreningar
      föreningsmedel föreningsdrivna områdeschef områdeschefen områdeschefer område området områden områdena konstområden
      konstområdena konstområdesövergripande områdesövergripande kulturområden kulturområdena kulturområde kulturområdet
      dansområdet filmområdet musikområdet teaterområdet litteraturområdet formområdet biblioteksområdet
      fördela fördelas fördelning fördelningen medelsfördelning medelsfördelningen följa följs följer följas uppföljning
      uppföljningen genomföra genomförs genomfördes genomförda genomförande genomförandet genomförandeplan
      genomförandeplanen påbörjas påbörjats pågår pågående stöd stöds stödet stödja stödjer processtöd kulturstöd
      utvecklingsstöd arrangemangsstöd stöd stärka stärks stärker stärkt stärkande stärkas förstärka förstärkt söka sökas
      sökbara ansöka ansökan ansökningar projektansökan projektansökningar hälsa hälsan ohälsa ohälsan ohälsotal
      psykisk folkhälsa folkhälsoteam hälso sjukvård sjukvården primärvård primärvården vård vården vårdcentraler
      vårdboenden barnhälsovården kartlägga kartläggs kartläggning kartläggningen nätverk nätverket nätverken nätverka
      nätverkande nätverksträff nätverksträffar arrangörsnätverk aktörsnätverk kulturskolenätverket träff träffar
      arrangörsträffar branschträffar introduktionsträff möte möten möta möts mötesplats mötesplatsen mötesplatser
      arrangör arrangörer arrangörerna arrangörskap arrangörsutveckling musikarrangörer konsertarrangörer
      småplatsarrangörer utställningsarrangörer aktör aktörer aktörerna kulturaktörer filmaktörer
      utställning utställningar utställningsplatser utställningen konstnär konstnärer konstnärerna konstnärlig
      konstnärliga danskonstnärer formkonstnärer fristadskonstnärer kreatör kreatörer författare sommarförfattarskola
      författarcentrum öst föreställning föreställningar dansföreställningar framträdande framträdanden
      litteraturframträdanden estradpoesiframträdanden föreläsning föreläsningar utdelning förvalta förvaltning
      förvaltningsråd förutsättning förutsättningar förutsättningarna möjlighet möjligheten möjligheter möjligheterna
      möjliggöra möjliggör tillgängliggöra tillgänglig tillgänglighet tillgängligheten tillgänglighetsdirektivets synliggöra
      göra görs gör språk språket språken mål målet målen mångfald människor mänskliga mänsklig rätt rätten rättighet
      rättigheter barnrätt barnrättsombud barnrättsprövning barnrättsprövningen barnrättsstrategi upphovsrätt
      upphovsrätten upphovsrättsfrågor visningsrätt fråga frågan frågor frågorna frågeställning råd rådet samverkansrådet
      samverkansråd samarbetsrådet samarbetsråd kulturrådet kulturrådets kulturråd näring näringar näringarna näringarnas
      näringsliv näringslivet besöksnäring landsbygd småföretag musikföretag företag företagare kulturföretag läsning
      läsa läsande läsåret lån låna låntagare utlåning fjärrlån fjärrlånehantering fjärde fjärdeklassare förskola
      förskolan förskolor förskolepedagoger förskolpedagoger utbildningsanordnare vår våren hösten höst inför
      införa införande införs ingå ingår undersöka undersöks undersökning forma äska äskar äldre äldres äldreomsorg
      själva själv sjätte större störst största förändring förbättra förbättras förbättringar fördjupa fördjupad
      förslag föreslå förmedla förmedling förnya förbereda förberedelse föra förs förankra försök försörja förståelse
      konsthantverk konsthögskola folkhögskola folkhögskolor högskola högskolor hög höga högre kävesta hällefors
      askersund degerfors lindesberg hallsberg karlskoga kumla laxå lekeberg ljusnarsberg nora mellansverige västmanland
      värmland östergötland sörmland södermanland jönköping gävleborg skåne göteborg malmö norrköping linköping västerås
      frövi frövifors hörken tidigare lärande lära lärare lär läroplan bokhäxa bokmässan mässa mässan kraftfält
      kraftfältet kraftfälten miljö miljön livsmiljö kulturmiljö kulturmiljön hållbar hållbara hållbart hållbarhet
      hållbarhetsarbete hållbarhetsarbetet jämställd jämställdhet jämställdhetsperspektiv jämlik jämlikhet jämlikt
      kön könsfördelning ålder åldrar åtgärd åtgärder återkommande återkommer åter åtagande åta kräva kräver behöver
      behöva använda användning användarforum värde värden världen värd värna värdskap väg vägar vägledande väsentlig
      välkomna väcka växa växande växer bygdegårdar bygdegårdarnas trädgård gård gården gåva gå går gått få fått
      stå står stått ställa ställer ställs ställdes omställning omvärldsbevakning omvärld utgå utgår utanför inifrån
      utifrån från därifrån härifrån framåt bakåt långsiktig långsiktiga långsiktigt lång långa arbetssätt sätt sätta
      sätter insättning tätort tätorter gränser gräns gränsöverskridande genreöverskridande överskrida övergripande
      överenskommelse översyn överföra önskemål önska önskar öva övning övriga övrig övrigt omförhandlingen förhandling
      budgetförhandlingen förhandla avsätta finansiär finansiärer medfinansiär turnélägga turnéslingor idéburen idéburna
      dansnät residensår kulturår kulturnämnden kulturnämndens nämnd nämnden nämndens tjänst tjänster tjänsteman
      tjänstepersoner civilsamhälle civilsamhället civilsamhällets samhälle samhället samhällen samhällsplanering
      gestaltad slöjd hemslöjd slöjdare bildkonst kulturarv arkivförening hembygd hembygdsförening hembygdsföreningar
      länsteatern länsmusiken länsmuseum länsmuseet länsbibliotek länsdel länsöverskridande kommunövergripande
      riksförbund förbund förbundet studieförbund studieförbunden studieförbundet studiefrämjandet vuxenskolan
      tillhörande chefstödsgrupp stödgrupp underlätta litterär litterära upphovspersoner öppethållande
      ärende ärenden äger äga äventyr ämne ämnen än ännu ändra ändring ändras öppning publikunderlag sämre sämst bäst bästa
      måste många mått månad måluppfyllelse näst nästa närvaro nära närmare närhet plattform plats platsberättelse
      berätta berättelse berättelser berättande verksamhetsberättelse verksamhetsberättelser årsberättelse årsmöte
      skärgård sjö sjöar fågel spår spåra däribland såsom således sälja säljer säker säkra säkerhet säkerställa
      verkställa verkställer tävling tävlingar skrivtävlingar tävla utväxling utvärdera utvärdering stärkt
      minoritetsspråk samråd område gäller gällande gälla krävs trygghet lokalförsörjning försäljning påverka påverkan
      påverkas påminna påbyggnad pålitlig omsorgsboenden kommunförbund kännedom känna känd känsla lösa
      lösning lösningar hör höra hörs rösta röst röster rör röra rörelse rörelser större språng sång sånger körsång kör
      körer spelmän stämma stämmor folkmusikstämma ställe ställen tält vänort vänner väntar möjlig möjliga färdig
      färdigheter färg färger fält fältet föremål förvärv förvara hämta hämtar jämn jämna krönika kväll kvällar lägenhet
      läge läget läger lägga läggs lämna lämnar mäta mätning närings nöje nöjd plåt påse råda sträcka sträva träna träning
      träd tråd vända värma växt yttrandefrihet ålägga ång ör ösa smärta smärtan sjukhus reflekterande
      blå blått röd rött grön grönt skärgården länder länderna bägge innebär innebära praktiknära amatör amatörer nyanställd anställa anställd anställning nämnas åtföljande självständig fristäder residensstöd
      """
    let alsoPlain = """
      ar far har var inga mal rad lan hor rost val kor sang lar fag foto ser vard vart satt sang falt fall tal tand ror matt
      latt gar stall andra stark starkt starka starks stanna mata satta stalla tavla trad matning nara lager laget vantar
      spar ratt kanna vaxa rada hora losa bar halla anda stad vander ena fans fann fralst tala moter varma langa
      """
    // "län" and "för" are the only words of a plan with these letters; the others have a plain twin and stay as printed.
    let twins = Set(alsoPlain.split(whereSeparator: \.isWhitespace).map(String.init)).subtracting(["lan"])
    var words = Set(list.split(whereSeparator: \.isWhitespace).map(String.init))
    words.remove("lån")
    words.formUnion(twins)
    return words.sorted()
  }()
}
