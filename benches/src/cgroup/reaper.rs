//! A shell that waits for the end of this process, then ends all that is left and removes the groups.
//!
//! It is the only way in which groups are removed, so that every run shows that it works.

use crate::Error;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Reads until the pipe is closed. A process takes a moment to leave its group after it was killed.
const SCRIPT: &str = r#"
cat > /dev/null
attempts=0
while [ "$attempts" -lt 100 ]; do
    left=no
    for group in "$@"; do
        [ -d "$group" ] || continue
        for list in "$group"/cgroup.procs "$group"/*/cgroup.procs; do
            [ -e "$list" ] || continue
            while read -r process; do kill -9 "$process"; done < "$list"
        done
        for child in "$group"/*/; do
            [ -d "$child" ] && rmdir "$child"
        done
        rmdir "$group" || left=yes
    done
    [ "$left" = no ] && exit 0
    sleep 0.05
    attempts=$((attempts + 1))
done
exit 1
"#;

/// The shell.
#[derive(Debug)]
pub(super) struct Reaper(Child);

impl Reaper {
    pub(super) fn start(groups: &[&Path]) -> Result<Self, Error> {
        let mut command = Command::new("sh");
        command.args(["-c", SCRIPT, "sh"]).args(groups);
        // In a process group of its own, Ctrl-C at a terminal does not end it.
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        let child = command.spawn().map_err(|source| Error::Start { program: "sh".into(), source })?;
        Ok(Reaper(child))
    }
}

impl Drop for Reaper {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // What it leaves behind, the next look at the machine shows: there is nobody to tell here.
        let _ = self.0.wait();
    }
}
