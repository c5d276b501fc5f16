//! Errors and warnings about a text, with a code each.

use crate::Span;

/// One error or warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What rule of the language is broken.
    pub code: Code,
    /// The headline.
    pub message: String,
    /// The culprit.
    pub span: Span,
    /// What to say under the culprit; empty to say nothing.
    pub label: String,
    /// Other places involved, each with its words.
    pub notes: Vec<(Span, String)>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic with a headline only.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), span, label: String::new(), notes: Vec::new(), help: None }
    }

    /// Says it more exactly than the code it was made with.
    pub fn code(mut self, code: Code) -> Self {
        self.code = code;
        self
    }

    /// Says something under the culprit.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Points at another place.
    pub fn note(mut self, span: Span, note: impl Into<String>) -> Self {
        self.notes.push((span, note.into()));
        self
    }

    /// Says how to mend it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Whether the program cannot be used.
    pub fn is_error(&self) -> bool {
        self.code.severity() == Severity::Error
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The program can be used; something in it is doubtful.
    Warning,
    /// The program cannot be used.
    Error,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $severity:ident;)*) => {
        /// The rules of the language that a text can break.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// All codes.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The code as printed: `S0012`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code,)* }
            }

            /// The code that is printed as `text`, in any case.
            pub fn find(text: &str) -> Option<Code> {
                Code::ALL.iter().copied().find(|code| code.as_str().eq_ignore_ascii_case(text))
            }

            /// How bad it is.
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    /// The tokens are no Rust tokens, or no statement of the language.
    Syntax = "S0001", Error;
    /// A limit of the language is exceeded.
    Limit = "S0002", Error;
    /// A name that nothing declares.
    UnknownName = "S0003", Error;
    /// A name that is declared twice.
    DuplicateName = "S0004", Error;
    /// An operator that does not exist.
    UnknownOperator = "S0005", Error;
    /// Wrong arguments of an operator.
    WrongArguments = "S0006", Error;
    /// A location of the wrong kind: a broadcast to a process, say.
    WrongLocation = "S0007", Error;
    /// Streams of two locations at one operator: a send is missing.
    MissingSend = "S0008", Error;
    /// A tick stream used outside its tick, or a stream used inside one.
    WrongClock = "S0009", Error;
    /// An order-dependent operator on a stream without order.
    Unordered = "S0010", Error;
    /// A cycle without network edge or `defer_tick`.
    Cycle = "S0011", Error;
    /// Two types at one operator where both are known.
    TypeMismatch = "S0012", Error;
    /// A singleton where a collection is due, an unkeyed stream where a keyed one is, and the like.
    WrongShape = "S0013", Error;
    /// An attribute that does not exist or does not fit.
    WrongAttribute = "S0014", Error;
    /// A field that the element type does not have.
    UnknownField = "S0015", Error;
    /// A constant that cannot be computed, or is out of range.
    BadConstant = "S0016", Error;
    /// A workload clause that names no port or log of the program.
    BadWorkload = "S0017", Error;
    /// `colocate`, `separate` or `fuse` that contradict one another.
    AffinityConflict = "S0018", Error;
    /// A stream that nothing reads.
    Unused = "S0019", Warning;
    /// State that is never freed.
    Unbounded = "S0020", Warning;
    /// A program without output.
    NoOutput = "S0021", Error;
    /// A closure or item that depends on more than its arguments.
    Impure = "S0022", Error;
    /// A closure with another number of parameters than the operator gives it.
    ClosureParameters = "S0070", Error;
    /// Something else where a closure is due.
    ExpectedClosure = "S0071", Error;
    /// An operator without an argument that it needs.
    MissingArgument = "S0072", Error;
    /// More arguments than an operator takes.
    TooManyArguments = "S0073", Error;
    /// A duration that is none.
    BadDuration = "S0074", Error;
    /// A deferred singleton without a first value, or a first value where the first tick is empty.
    FirstValue = "S0075", Error;
    /// A join of elements that are no pairs.
    JoinWithoutKey = "S0076", Error;
    /// A join of two types of key.
    JoinKeys = "S0077", Error;
    /// A demux whose elements do not name the member.
    DemuxWithoutMember = "S0078", Error;
    /// A quorum of elements that do not name who sent them.
    QuorumWithoutMember = "S0079", Error;
    /// A quorum of more members than there are.
    QuorumTooLarge = "S0080", Error;
    /// A watermark of another type than what it is compared with.
    WatermarkType = "S0081", Error;
    /// An output whose elements do not name the client.
    OutputWithoutClient = "S0082", Error;
    /// A borrow that would outlive its tick.
    BorrowLeaves = "S0083", Error;
    /// A closure that yields another type than the operator needs.
    ClosureResult = "S0084", Error;
    /// A closure's parameter whose pattern or type is not that of the elements.
    ClosureParameterType = "S0085", Error;
    /// An annotation that says another type than the stream carries.
    WrongAnnotation = "S0086", Error;
    /// An attribute that does not exist.
    UnknownAttribute = "S0087", Error;
    /// A fact on a stream that it cannot speak of.
    MisplacedFact = "S0088", Error;
    /// A fact stated twice.
    RepeatedFact = "S0089", Error;
    /// A constant that nothing declares.
    UnknownConstant = "S0090", Error;
    /// A number outside the range of its place or type.
    OutOfRange = "S0091", Error;
    /// A clause that workloads do not have.
    UnknownClause = "S0092", Error;
    /// A stream of no tick where one in a tick is due.
    OutsideTick = "S0093", Error;
    /// Streams of two ticks, or of a tick and of none, at one operator.
    TwoClocks = "S0094", Error;
    /// A source that is applied to a stream, or an operator on streams applied to a location.
    NotAtLocation = "S0095", Error;
    /// An affinity of fewer than two locations, or of one twice.
    AffinityNames = "S0096", Error;
}
