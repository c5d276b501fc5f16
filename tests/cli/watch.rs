//! `--watch`: a save plans again.

use crate::support::{command, root, scratch, suki_opt};
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

/// Ends with the test, however it ends.
struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_save_plans_again_and_an_error_ends_nothing() {
    let text = std::fs::read_to_string(root().join("examples/voting.ir")).expect("it is there");
    let file = scratch("watched.ir", &text);
    let name = file.display().to_string();
    let mut command = command(&[&name, "--watch", "--message-format", "short"]);
    let mut child = Ends(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary is built"));
    let mut out = BufReader::new(child.0.stdout.take().expect("it is piped")).lines();
    let mut err = BufReader::new(child.0.stderr.take().expect("it is piped")).lines();
    let next = |lines: &mut dyn Iterator<Item = std::io::Result<String>>| lines.next().expect("more").expect("text");
    let first = next(&mut out);
    assert!(first.contains("predicted"), "{first}");
    assert_eq!(next(&mut err), "watching 1 file");
    std::fs::write(&file, text.replace(".send(leader)", ".sned(leader)")).expect("it can be written");
    assert!(next(&mut err).contains("error["));
    while next(&mut err) != "watching 1 file" {}
    std::fs::write(&file, text.replace("N: usize = 3", "N: usize = 30")).expect("it can be written");
    let second = next(&mut out);
    assert!(second.contains("predicted") && second != first, "{second}");
}

#[test]
fn standard_input_cannot_be_watched() {
    assert_eq!(suki_opt(&["-", "--watch"]).code, 2);
}
