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

impl Code {
    /// Whether it is about what a program has nowhere, so that nothing can be said while a part of it is missing.
    pub(crate) fn is_of_the_whole(self) -> bool {
        matches!(self, Code::NoOutput | Code::BadWorkload)
    }
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
    /// A running value read by something other than `snapshot`.
    RunningValue = "S0023", Error;
    /// A lattice stream read by something that may take back what it said.
    NonMonotone = "S0024", Error;
    /// A merge of elements of a type that is no lattice.
    NoLattice = "S0025", Error;
    /// An operator that counts, on a stream that may repeat elements.
    CountsRepeats = "S0026", Error;
    /// An operator in an atomic region that cannot be there, or a region of another tick.
    AtomicRegion = "S0027", Error;
    /// A `recover` of a log that nobody writes.
    UnknownLog = "S0028", Error;
    /// A `recover` of another type than what is written.
    RecoverType = "S0029", Error;
    /// State that a restart of its location forgets.
    VolatileState = "S0030", Warning;
    /// An operator that needs every element, on a stream that may lose some.
    RestsOnLoss = "S0031", Warning;
    /// A key or an order by a type that has none.
    NoKeyType = "S0032", Error;
    /// A message type that contains itself.
    RecursiveMessage = "S0033", Error;
    /// A collection of elements that take no bytes, in a message.
    ZeroSizeElement = "S0034", Error;
    /// A message that contains what cannot be sent.
    Unsendable = "S0035", Error;
    /// A message whose bytes depend on the order of a hash table.
    HashOrder = "S0036", Warning;
    /// A location or tick in which nothing is.
    UnusedPlace = "S0037", Warning;
    /// Operators that feed only one another.
    DeadOperator = "S0038", Warning;
    /// A timer, or its beats, in one of several parts.
    PartitionedTimer = "S0039", Error;
    /// A timer that decides what clients are told of a state.
    GuardingTimer = "S0040", Warning;
    /// An observation that sees more than the output has.
    WrongObservation = "S0041", Error;
    /// Two streams that are written to one log.
    DuplicateLog = "S0042", Error;
    /// A step that is said to be commutative, and depends on the order of elements.
    NotCommutative = "S0043", Error;
    /// A flow that uses itself, by way of others perhaps.
    FlowRecursion = "S0050", Error;
    /// A use of a flow that nothing declares.
    UnknownFlow = "S0051", Error;
    /// Another number of arguments than the flow has parameters.
    FlowArguments = "S0052", Error;
    /// A constant where a flow needs a stream, location or tick.
    FlowArgumentKind = "S0053", Error;
    /// Another number of streams than the flow has results, or a flow without any.
    FlowResult = "S0054", Error;
    /// A statement that a flow cannot contain.
    FlowStatement = "S0055", Error;
    /// A file that is not there, or whose name no file of a program has.
    UnknownFile = "S0056", Error;
    /// A file that uses itself, by way of others perhaps.
    CyclicUse = "S0057", Error;
    /// A file that one file uses twice.
    DuplicateUse = "S0058", Error;
    /// A statement that a used file cannot contain.
    UsedStatement = "S0059", Error;
    /// A name that the language keeps for itself.
    ReservedName = "S0060", Error;
    /// A `let` that would only be another name.
    Alias = "S0061", Error;
    /// A chain whose result nothing can read.
    Discarded = "S0062", Error;
    /// A delimiter without its partner.
    Delimiter = "S0063", Error;
    /// A `;` that is missing.
    MissingSemicolon = "S0064", Error;
    /// Characters that are no Rust token, or a text that does not end.
    NoToken = "S0065", Error;
    /// A word that begins no statement.
    UnknownStatement = "S0066", Error;
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
