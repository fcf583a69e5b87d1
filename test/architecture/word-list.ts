// Words that this repository does not use because a reader has to stop at them, and what to write instead.

export type AvoidedWord = {
  /** Names the entry in messages and in exception lists. */
  readonly word: string;
  /** Looked for in each line of text, and in names split at their humps (`tidyAfter` as `tidy After`). */
  readonly pattern: RegExp;
  readonly instead: string;
  /** Texts in which the pattern must be found. */
  readonly caught: readonly string[];
  /** Similar texts that are fine as they are. */
  readonly fine: readonly string[];
};

export const AVOIDED: readonly AvoidedWord[] = [
  {
    word: "one a line",
    pattern: /\bone an? (?:line|URL|row|file|host|registry|service|branch|folder|test|package|step|app|tool)\b/i,
    instead: "one per line",
    caught: ["Tags, one a line", "one a registry", "one an app"],
    fine: ["one per line", "one and a line"],
  },
  {
    word: "the release before",
    pattern: /\bthe release before\b/i,
    instead: "the previous release",
    caught: ["goes to the release before"],
    fine: ["check the release, before it goes live", "releases before 2.0"],
  },
  {
    word: "not to be had",
    pattern: /\bnot to be had\b/i,
    instead: "not available, or cannot be read",
    caught: ["where a lock is not to be had"],
    fine: ["not to be handled here"],
  },
  {
    word: "is no",
    pattern:
      /(?<!\bthere )\b(?:is|are) no (?!(?:longer|more|less|fewer|better|worse|different|doubt|match|problem|way)\b)[a-z]+\b/i,
    instead: "is not a, or there is no",
    caught: ["`x` is no URL", "these are no digests", "where is no file"],
    fine: ["there is no URL", "it is no longer used", "that is no different", "the answer is no", "is not a URL"],
  },
  {
    word: "for want of",
    pattern: /\b(?:for|in) want of\b/i,
    instead: "because there is no",
    caught: ["refused for want of a token"],
    fine: ["what they want of it"],
  },
  {
    word: "anew",
    pattern: /\banew\b/i,
    instead: "again",
    caught: ["built anew", "readAnew()"],
    fine: ["a new file"],
  },
  {
    word: "mend",
    pattern: /\bmend(?:s|ed|ing)?\b/i,
    instead: "fix, or repair",
    caught: ["mended by a retry", "function mendLedger"],
    fine: ["recommended", "amend the commit"],
  },
  {
    word: "lest",
    pattern: /\blest\b/i,
    instead: "so that … not",
    caught: ["quoted, lest the shell expand it"],
    fine: ["the smallest one"],
  },
  {
    word: "the house",
    pattern: /\b(?:the|this|our) house\b|\bhouse (?:rules?|tests?)\b/i,
    instead: "the repository, the architecture, or the architecture tests",
    caught: ["a rule of the house", "the house tests", "see test/house rules"],
    fine: ["housekeeping", "a warehouse"],
  },
  {
    word: "go back",
    pattern: /\b(?:goes|going|went|gone) back\b/i,
    instead: "roll back, or return",
    caught: ["the deploy goes back", "went back to 1.2"],
    fine: ["rolls back", "the answer that came back", "goes backwards"],
  },
  {
    word: "blot",
    pattern: /\bblot(?:s|ted|ting)?\b/i,
    instead: "redact",
    caught: ["is blotted out", "blotSecrets"],
    fine: ["a scatter plot"],
  },
  {
    word: "lap",
    pattern: /\blaps?\b/i,
    instead: "the duration of a phase",
    caught: ["journal.laps()", "type Lap = number"],
    fine: ["they overlap", "time elapsed"],
  },
  {
    word: "Cargo",
    pattern: /\bCargo\b(?!\.(?:lock|toml))/,
    instead: "the name of what is carried: image, or source",
    caught: ["type Cargo = Image"],
    fine: ["Cargo.lock", "cargo build"],
  },
  {
    word: "Landing",
    pattern: /\bLandings?\b/,
    instead: "the name of what arrived: upload, or destination",
    caught: ["type Landing = string", "eachLanding"],
    fine: ["a landing page"],
  },
  {
    word: "Sheet",
    pattern: /\bSheet\b/,
    instead: "summary",
    caught: ["interface Sheet", "jobSheet"],
    fine: ["a style sheet", "Worksheet"],
  },
  {
    word: "patience",
    pattern: /\b(?:im)?patience\b/i,
    instead: "time limit, timeout, or retry policy",
    caught: ["const PATIENCE = 10", "loses patience"],
    fine: ["timeout"],
  },
  {
    word: "persist",
    pattern: /\bpersist(?:ed|ing)?\b(?![- ]credentials)/i,
    instead: "retry",
    caught: ["persist(request)", "persisting until the registry answers"],
    fine: ["persist-credentials: false", "kind: PersistentVolume", "if the error persists"],
  },
  {
    word: "tidyAfter",
    pattern: /\btidy ?after\b/i,
    instead: "a name that says what is removed, such as removeTemporaryFiles",
    caught: ["tidyAfter(folder)"],
    fine: ["tidy"],
  },
  {
    word: "come to nothing",
    pattern: /\b(?:comes?|came|coming) to nothing\b/i,
    instead: "fail, or have no effect",
    caught: ["where that came to nothing"],
    fine: ["comes to 90 %"],
  },
  {
    word: "nought",
    pattern: /\b(?:nought|naught|aught)\b/i,
    instead: "nothing, or zero",
    caught: ["nought to do"],
    fine: ["nothing"],
  },
  {
    word: "thereof",
    pattern:
      /\b(?:thereof|therein|thereby|whereof|wherein|whereby|hereof|herein|hither(?:to)?|thither|whence|hence(?:forth)?|thence)\b/i,
    instead: "of it, in it, from where, so",
    caught: ["the hash thereof", "the folder whence it came", "hitherto"],
    fine: ["there", "whether"],
  },
  {
    word: "upon",
    pattern: /\bupon\b/i,
    instead: "on",
    caught: ["depends upon it"],
    fine: ["a coupon"],
  },
  {
    word: "whilst",
    pattern: /\b(?:whilst|amidst|amongst|betwixt|ere|oft)\b/i,
    instead: "while, among, between, before, often",
    caught: ["whilst it runs", "amongst them"],
    fine: ["while it runs", "were"],
  },
  {
    word: "haste",
    pattern: /\b(?:haste|hasten|hasty|hastily)\b/i,
    instead: "hurry, or too early",
    caught: ["in haste"],
    fine: ["faster"],
  },
  {
    word: "heed",
    pattern: /\bheed(?:s|ed|ing)?\b/i,
    instead: "pay attention to, or follow",
    caught: ["the limit is heeded"],
    fine: ["need"],
  },
  {
    word: "forgo",
    pattern: /\b(?:forgo(?:es|ing|ne)?|forwent|forbear|forbore|forsake)\b/i,
    instead: "do without",
    caught: ["forgoes the cache"],
    fine: ["forgot", "forgotten", "Forgejo"],
  },
  {
    word: "needs must",
    pattern: /\bneeds must (?!be\b)/i,
    instead: "must",
    caught: ["it needs must wait"],
    fine: ["every variable it needs must be given"],
  },
  {
    word: "for ever",
    pattern: /\bfor ever\b/i,
    instead: "forever",
    caught: ["waits for ever"],
    fine: ["forever", "for every file"],
  },
  {
    word: "belongs into",
    pattern: /\bbelongs? into\b/i,
    instead: "belongs in",
    caught: ["belongs into a package"],
    fine: ["belongs in a package"],
  },
  {
    word: "whoever",
    pattern: /\b(?:whoever|whomever|whosoever)\b/i,
    instead: "the person or program meant",
    caught: ["whoever reads the log"],
    fine: ["however"],
  },
  {
    word: "what of it",
    pattern: /\bwhat of (?:it|them|this|that)\b/i,
    instead: "which part of it",
    caught: ["what of it is secret"],
    fine: ["part of it"],
  },
];
