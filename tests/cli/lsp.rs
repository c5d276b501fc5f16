//! `suki-opt lsp`, as an editor speaks to it.

use crate::support::{command, scratch};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// An editor with a server.
struct Editor {
    server: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    last: u64,
    /// What was said of each file last.
    said: HashMap<String, Vec<Value>>,
}

impl Editor {
    fn start() -> Editor {
        let mut server =
            command(&["lsp"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the binary is built");
        let to = server.stdin.take().expect("it is piped");
        let from = BufReader::new(server.stdout.take().expect("it is piped"));
        let mut editor = Editor { server, to, from, last: 0, said: HashMap::new() };
        let answer = editor.ask("initialize", json!({ "processId": null, "rootUri": null, "capabilities": {} }));
        assert_eq!(answer["capabilities"]["positionEncoding"], "utf-16");
        editor.tell("initialized", json!({}));
        editor
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("the server listens");
        self.to.flush().expect("the server listens");
    }

    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.from.read_line(&mut line).expect("the server speaks") > 0, "the server is gone");
            match line.trim().split_once(": ") {
                Some(("Content-Length", number)) => length = number.parse().expect("it is a number"),
                Some(_) => {}
                None => break,
            }
        }
        let mut bytes = vec![0; length];
        self.from.read_exact(&mut bytes).expect("all of it comes");
        serde_json::from_slice(&bytes).expect("it is JSON")
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// The whole answer; what is said meanwhile is kept.
    fn answer(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let id = self.last;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let message = self.receive();
            if message["id"] == id {
                return message;
            }
            assert_eq!(message["method"], "textDocument/publishDiagnostics", "{message}");
            let uri = message["params"]["uri"].as_str().unwrap_or_default().to_string();
            let all = message["params"]["diagnostics"].as_array().cloned().unwrap_or_default();
            self.said.insert(uri, all);
        }
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        let answer = self.answer(method, params);
        assert!(answer["error"].is_null(), "{answer}");
        answer["result"].clone()
    }

    fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "ir", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    fn change(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "version": 2 });
        let params = json!({ "textDocument": document, "contentChanges": [{ "text": text }] });
        self.tell("textDocument/didChange", params);
    }

    /// Codes and messages of what is wrong with a file now: an answer comes after what was said before it.
    fn wrong(&mut self, uri: &str) -> Vec<String> {
        self.ask("textDocument/hover", at("file:///nowhere.ir", 0, 0));
        let said = self.said.get(uri).map(Vec::as_slice).unwrap_or_default();
        let words = said.iter().map(|it| {
            let start = &it["range"]["start"];
            let first = it["message"].as_str().unwrap_or_default().lines().next().unwrap_or_default();
            format!("{}:{} {} {first}", start["line"], start["character"], it["code"].as_str().unwrap_or_default())
        });
        words.collect()
    }

    fn stop(mut self) {
        assert!(self.ask("shutdown", Value::Null).is_null());
        self.tell("exit", Value::Null);
        assert!(self.server.wait().expect("it ends").success());
    }
}

fn at(uri: &str, line: u32, character: u32) -> Value {
    json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } })
}

const URI: &str = "file:///program.ir";
const PROGRAM: &str = r#"struct Request { id: u64 }
process leader; external clients;
let requests = clients.input::<Request>("réq🦀").send(leader); let ids = requests.map(|(c, r)| (c, r.id));
clients.output("replies", ids.filter(|(_, requests)| *requests > 0));
"#;

#[test]
fn errors_come_and_go_with_every_change() {
    let mut editor = Editor::start();
    editor.open(URI, PROGRAM);
    assert_eq!(editor.wrong(URI), Vec::<String>::new());
    // Behind a crab, which is two units of UTF-16 and four bytes.
    editor.change(URI, &PROGRAM.replace("requests.map", "request.map"));
    assert_eq!(editor.wrong(URI), ["2:73 S0003 nothing is called `request`"]);
    for broken in ["", "let", "process leader; let x = (((", "\u{0}", "}}}}", "let a = b.map(|x| \"", "🦀"] {
        editor.change(URI, broken);
        assert!(!editor.wrong(URI).is_empty(), "{broken:?}");
        editor.answer("textDocument/hover", at(URI, 0, 1));
        editor.answer("textDocument/definition", at(URI, 0, 99));
        editor.answer(
            "textDocument/rename",
            json!({
                "textDocument": { "uri": URI }, "position": { "line": 9, "character": 9 }, "newName": "x",
            }),
        );
    }
    editor.change(URI, PROGRAM);
    assert_eq!(editor.wrong(URI), Vec::<String>::new());
    editor.stop();
}

#[test]
fn hover_tells_type_place_rate_and_rule() {
    let mut editor = Editor::start();
    editor.open(URI, PROGRAM);
    let mut hover =
        |line, character| editor.ask("textDocument/hover", at(URI, line, character))["contents"]["value"].to_string();
    let stream = hover(2, 4);
    for words in
        ["requests", "`send` at `leader`", "(ClientId, Request)", "1 per unit of workload", "planned on", "by `"]
    {
        assert!(stream.contains(words), "{words:?} is missing in {stream}");
    }
    assert!(hover(2, 82).contains("`map` at `leader`"), "{}", hover(2, 82));
    assert!(hover(1, 10).contains("a process"), "{}", hover(1, 10));
    assert!(hover(0, 10).contains("struct Request"), "{}", hover(0, 10));
    editor.stop();
}

#[test]
fn names_lead_home_and_are_renamed_everywhere() {
    let mut editor = Editor::start();
    editor.open(URI, PROGRAM);
    let home = editor.ask("textDocument/definition", at(URI, 2, 75));
    assert_eq!((&home["uri"], &home["range"]["start"]), (&json!(URI), &json!({ "line": 2, "character": 4 })));
    let rename = |name: &str, line: u32, character: u32| json!({ "textDocument": { "uri": URI }, "position": { "line": line, "character": character }, "newName": name });
    let edits = editor.ask("textDocument/rename", rename("asked", 2, 6))["changes"][URI].clone();
    let places: Vec<String> = edits
        .as_array()
        .expect("there are some")
        .iter()
        .map(|edit| format!("{}:{}", edit["range"]["start"]["line"], edit["range"]["start"]["character"]))
        .collect();
    // Not what a closure calls so.
    assert_eq!(places, ["2:4", "2:73"]);
    for (name, line, character) in [("ids", 2, 6), ("two words", 2, 6), ("x", 0, 10), ("x", 2, 50)] {
        let refused = editor.answer("textDocument/rename", rename(name, line, character));
        assert!(refused["error"]["message"].is_string(), "{name} at {line}:{character}: {refused}");
    }
    editor.stop();
}

#[test]
fn unsaved_files_count_when_they_are_used() {
    let cell = scratch("lsp.cell.ir", "flow twice(x) { x.map(|(c, n)| (c, 2 * n)) }\n");
    let root = scratch("lsp.root.ir", "");
    let [cell, root] = [cell, root].map(|path| format!("file://{}", path.display()));
    let program = "use \"lsp.cell.ir\"; process p; external clients;\n\
        let n = clients.input::<u64>(\"in\").send(p).twice();\nclients.output(\"out\", n);\n";
    let mut editor = Editor::start();
    editor.open(&root, program);
    assert_eq!(editor.wrong(&root), Vec::<String>::new(), "the file on disk is right");
    editor.open(&cell, "flow twice(x) { x.mpa(|(c, n)| (c, 2 * n)) }\n");
    assert_eq!(editor.wrong(&cell).len(), 1, "{:?}", editor.said);
    assert_eq!(editor.wrong(&root), Vec::<String>::new());
    let home = editor.ask("textDocument/definition", at(&root, 1, 50));
    assert_eq!(home["uri"], json!(cell), "{home}");
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": cell } }));
    assert_eq!(editor.wrong(&cell), Vec::<String>::new(), "the file on disk counts again");
    editor.stop();
}

#[test]
fn formatting_is_that_of_fmt() {
    let mut editor = Editor::start();
    editor.open(URI, "process leader; let a=b .map( |x|x+1 ); // é🦀");
    let options = json!({ "tabSize": 4, "insertSpaces": true });
    let asked = |uri: &str| json!({ "textDocument": { "uri": uri }, "options": options });
    let edits = editor.ask("textDocument/formatting", asked(URI));
    assert_eq!(edits[0]["newText"], "process leader;\nlet a = b.map(|x| x + 1); // é🦀\n", "{edits}");
    assert_eq!(edits[0]["range"]["end"], json!({ "line": 0, "character": 46 }));
    editor.change(URI, "let a = (((");
    assert!(editor.ask("textDocument/formatting", asked(URI)).is_null());
    editor.stop();
}
