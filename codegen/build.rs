//! Embeds the sources of `suki-runtime` and `suki-simulator`, which generated workspaces contain.

use std::path::{Path, PathBuf};

fn main() {
    for name in ["runtime", "simulator"] {
        embed(name);
    }
}

/// Writes a table of the crate's files, with their text, for `include!`.
fn embed(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut table = String::from("&[\n");
    for path in sources(&folder.join("src")) {
        let name = path.strip_prefix(&folder).expect("it lies below").display().to_string();
        let path = path.canonicalize().expect("it exists");
        table.push_str(&format!("({name:?}, include_str!({:?})),\n", path.display().to_string()));
    }
    table.push(']');
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    std::fs::write(out.join(format!("{name}.rs")), table).expect("OUT_DIR can be written");
}

/// All files below `folder`, in order.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the runtime lies beside this crate").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}
