extension Words.Pages {
  /// The practice conflict.
  static let practice: [String: Phrase] = [
    "practiceLead": Phrase(
      sv:
        "Åsa och Bo bedömde samma aktivitet, var och en på sin dator utan nät. Avgör som om det vore på riktigt: ingenting sparas, och ingen får något besked.",
      en:
        "Åsa and Bo assessed the same activity, each on a computer with no network. Settle it as if it were real: nothing is saved, and nobody is told anything.",
      da:
        "Åsa og Bo vurderede den samme aktivitet, hver på sin computer uden net. Afgør det, som om det var på rigtigt: intet gemmes, og ingen får besked."
    ),
    "practiceResult": Phrase(sv: "Så skulle det bli", en: "This is how it would be", da: "Sådan ville det blive"),
    "practiceTold": Phrase(
      sv: "Det här skulle de få veta", en: "This is what they would be told", da: "Det her ville de få at vide"),
    "practiceAgain": Phrase(sv: "Öva en gång till", en: "Practise again", da: "Øv en gang til"),
    "practiceLeft": Phrase(
      sv: "Det du inte avgjorde väntar.", en: "What you did not settle waits.", da: "Det, du ikke afgjorde, venter."),
  ]

  package static func practiceLaptop(_ user: String) -> Phrase {
    Phrase(sv: "\(user)s dator", en: "\(user)’s computer", da: "\(user)s computer")
  }

  package static let practiceActivity = Phrase(
    sv: "Sommarscen i byarna", en: "Summer stage in the villages", da: "Sommerscene i landsbyerne")
  package static let practiceBefore = Phrase(
    sv: "Turnén är planerad.\nFöreningarna är tillfrågade.\nBudgeten räcker till fyra byar.",
    en: "The tour is planned.\nThe associations have been asked.\nThe budget is enough for four villages.",
    da: "Turnéen er planlagt.\nForeningerne er spurgt.\nBudgettet rækker til fire landsbyer.")
  package static let practiceFirst = Phrase(
    sv: "Turnén är planerad.\nTre föreningar har tackat ja.\nBudgeten räcker till fyra byar.",
    en: "The tour is planned.\nThree associations have said yes.\nThe budget is enough for four villages.",
    da: "Turnéen er planlagt.\nTre foreninger har sagt ja.\nBudgettet rækker til fire landsbyer.")
  package static let practiceSecond = Phrase(
    sv:
      "Turnén är planerad.\nAlla fyra föreningar var med.\nBudgeten räcker till fyra byar. En by till vill vara med nästa år.",
    en:
      "The tour is planned.\nAll four associations took part.\nThe budget is enough for four villages. One more village wants to join next year.",
    da:
      "Turnéen er planlagt.\nAlle fire foreninger var med.\nBudgettet rækker til fire landsbyer. Endnu en landsby vil være med næste år."
  )
  package static let practiceFirstNote = Phrase(
    sv: "Efter samtal med föreningarna i november", en: "After calls with the associations in November",
    da: "Efter samtaler med foreningerne i november")
  package static let practiceVisit = Phrase(
    sv: "Var med på sista föreställningen. Fullt i bygdegården, alla fyra byar genomförda.",
    en: "Was at the last performance. The village hall was full, all four villages carried out.",
    da: "Var med til sidste forestilling. Fuldt i forsamlingshuset, alle fire landsbyer gennemført.")

  /// What somebody would be told about their value.
  package static func practiceWord(_ author: String, field: String, own: String, chosen: String, by: String) -> Phrase {
    Phrase(
      sv: "\(author): \(field) är nu ”\(chosen)”, avgjort av \(by). Du skrev ”\(own)”.",
      en: "\(author): \(field) is now “\(chosen)”, settled by \(by). You wrote “\(own)”.",
      da: "\(author): \(field) er nu ”\(chosen)”, afgjort af \(by). Du skrev ”\(own)”.")
  }
}
