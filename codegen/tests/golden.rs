//! What people read: the code of one location, and errors of types at the places that they are about.

use std::path::Path;
use suki_codegen::{Options, Source, Types, mirror, rust};

fn generated(text: &str, library: bool) -> suki_codegen::Files {
    let (program, _) = suki_ir::parse(text);
    let types = Types::inferred(&program).expect("nothing in it needs rustc");
    rust(&program, &types, &Options { source: Source { name: "voting.ir", text }, library })
}

const VOTING: &str = include_str!("../../examples/voting.ir");

#[test]
fn the_leader_of_voting_reads_well() {
    let files = generated(VOTING, false);
    for (path, golden) in [("leader/src/lib.rs", "voting_leader.rs"), ("manifest.json", "voting_manifest.json")] {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(golden);
        if std::env::var_os("SUKI_BLESS").is_some() {
            std::fs::write(&golden, &files[path]).expect("goldens can be written");
        }
        let expected = std::fs::read_to_string(&golden).unwrap_or_default();
        assert_eq!(files[path], expected, "{path} differs; SUKI_BLESS=1 takes it");
    }
}

#[test]
fn streams_are_counted_where_that_is_wanted() {
    let (program, _) = suki_ir::parse(VOTING);
    let types = Types::inferred(&program).expect("nothing in it needs rustc");
    let options = Options { source: Source { name: "voting.ir", text: VOTING }, library: false };
    let [plain, counted] = [rust, suki_codegen::counting].map(|emit| emit(&program, &types, &options));
    let leader = "leader/src/lib.rs";
    assert!(!plain[leader].contains("profile::count"));
    // Requests, votes, ready, replies.
    assert_eq!(counted[leader].matches("suki_runtime::profile::count(").count(), 4, "{}", counted[leader]);
}

#[test]
fn a_library_has_no_processes() {
    let files = generated(VOTING, true);
    assert!(files.contains_key("leader/src/lib.rs"));
    let ours = files.keys().filter(|path| !path.starts_with("runtime/"));
    let left: Vec<_> = ours.filter(|path| path.ends_with("main.rs") || path.starts_with("client/")).collect();
    assert_eq!(left, Vec::<&String>::new());
}

#[test]
fn fused_locations_share_a_process() {
    let fused = VOTING.replace("external clients;", "external clients;\nprocess witness;\nfuse(leader, witness);");
    let fused = fused.replace(".broadcast(participants)", ".send(witness).broadcast(participants)");
    let files = generated(&fused, false);
    let main = &files["leader_witness/src/main.rs"];
    assert!(main.contains("self.witness_inputs.votes_send.push(x)"), "moved without encoding:\n{main}");
    assert!(!files.contains_key("leader/src/main.rs"));
}

#[test]
fn errors_of_rustc_are_led_back() {
    let text = "process leader; external clients;
        let requests = clients.input::<u64>(\"requests\").send(leader);
        let lengths = requests.map(|(client, id)| (client, id.len()));
        clients.output(\"lengths\", lengths);";
    let (program, _) = suki_ir::parse(text);
    let mirror = mirror(&program);
    let line = 1 + mirror.text.lines().position(|line| line.contains("id.len()")).expect("the closure is there");
    let message = format!(
        r#"{{"level":"error","message":"no method named `len` found for type `u64`","children":[],"spans":[
        {{"is_primary":true,"line_start":{line},"label":"method not found in `u64`"}}]}}"#
    );
    let found = mirror.diagnostics(&message.replace('\n', " "));
    assert_eq!(found.len(), 1);
    let (start, end) = (found[0].span.start as usize, found[0].span.end as usize);
    assert_eq!(&text[start..end], "|(client, id)| (client, id.len())");
    assert_eq!(found[0].label, "method not found in `u64`");
    assert_eq!(mirror.diagnostics("no json\n{\"level\":\"warning\",\"message\":\"x\",\"spans\":[]}"), []);
}
