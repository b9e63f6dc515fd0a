internal import Mustache
internal import Words

/// What a page shows, as values; its template reads them by name.
public protocol PageBody: Sendable {
  /// The template's name.
  static var template: String { get }
}

/// A page without values of its own.
public struct PlainPage: PageBody {
  public static let template = "plain"
  public let paragraphs: [String]
  /// Where one can go on, with the words for it.
  public let links: [PageLink]

  public init(paragraphs: [String], links: [PageLink] = []) {
    self.paragraphs = paragraphs
    self.links = links
  }
}

/// A way to another page.
public struct PageLink: Hashable, Sendable {
  public let label: String
  public let address: String

  public init(_ label: String, _ address: String) {
    self.label = label
    self.address = address
  }
}

extension Frame {
  /// The whole page: HTML that is also well-formed XML.
  ///
  /// All text in it is escaped by the templates; see `HTMLText`.
  ///
  /// - Parameter body: what stands in the frame.
  /// - Returns: a document in UTF-8.
  public func html(_ body: some PageBody) -> String {
    html(body, template: type(of: body).template)
  }

  func html(_ body: Any, template: String) -> String {
    let root = Root(frame: layout, page: body, texts: Texts(language: language))
    return PageLibrary.shared.render(root, withTemplate: template) ?? ""
  }

  private struct Root: MustacheParent {
    let frame: Layout
    let page: Any
    let texts: Texts

    func child(named name: String) -> Any? {
      switch name {
      case "frame": frame
      case "page": page
      case "asset": PageAsset.addresses
      case "t": texts
      default: nil
      }
    }
  }

  /// The words of the templates by name, in the reader's language.
  private struct Texts: MustacheParent {
    let language: Language

    func child(named name: String) -> Any? { Words.Pages.byName[name]?.text(language) }
  }
}

/// The templates that travel inside the program.
package enum PageLibrary {
  static let shared: MustacheLibrary = read.library
  /// Templates of ours that can't be read, and so are left out; a test sees to it that there are none.
  package static let unreadable: [String] = read.unreadable

  private static let read: (library: MustacheLibrary, unreadable: [String]) = {
    MustacheContentTypes.register(HTMLContent(), named: HTMLText.contentType)
    var library = MustacheLibrary()
    var unreadable: [String] = []
    for (name, text) in bundledTemplates {
      if let template = try? MustacheTemplate(string: text) {
        library.register(template, named: name)
      } else {
        unreadable.append(name)
      }
    }
    return (library, unreadable)
  }()
}

/// A file that pages ask for beside themselves.
public struct PageAsset: Sendable {
  public let name: String
  public let type: String
  public let text: String

  /// All of them.
  public static let all = [
    PageAsset(name: "style.css", type: "text/css; charset=utf-8", text: bundledStyle),
    PageAsset(name: "keys.js", type: "text/javascript; charset=utf-8", text: bundledScript),
    PageAsset(name: "mark.svg", type: "image/svg+xml", text: PageAsset.mark),
  ]

  /// The sign in the window's tab: a house under a roof of two strokes.
  private static let mark = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" \
    fill="#1d5c4d"/><path d="M6 17 16 8l10 9M10 16v9h12v-9" fill="none" stroke="#fff" stroke-width="3" \
    stroke-linecap="round" stroke-linejoin="round"/></svg>
    """
}
