//! What manifests say: the members of the workspace and the name of each.

use std::path::Path;

use crate::fault::Fault;
use crate::repository::{Repository, read};

/// The folders of the workspace's members.
pub(super) fn members(repository: &Repository) -> Result<Vec<String>, Fault> {
    let text = repository.text("Cargo.toml")?;
    let list = text.split_once("members = [").and_then(|(_, rest)| rest.split_once(']'));
    let Some((list, _)) = list else {
        return Err(Fault::Manifest { path: repository.path("Cargo.toml"), wanted: "members" });
    };
    Ok(list.split('"').skip(1).step_by(2).map(str::to_owned).collect())
}

/// The name of the package in a folder.
pub(super) fn name(folder: &Path) -> Result<String, Fault> {
    let path = folder.join("Cargo.toml");
    let text = read(&path)?;
    let name = text.split_once("[package]").and_then(|(_, rest)| {
        rest.lines().find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
    });
    name.map(str::to_owned).ok_or(Fault::Manifest { path, wanted: "package name" })
}
