//! The small form of the fuzzing: the committed corpus, and seeded mutations of it, through every
//! target. `EBL_BLESS=1` writes the seeds of every corpus anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[cfg(all(feature = "wallet", feature = "node"))]
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use ebl_fuzz_targets::mutate::{Dice, mutated};
use ebl_fuzz_targets::target::Target;
use ebl_fuzz_targets::targets;

/// Mutations of its corpus that every target is given.
const MUTATIONS: usize = 5_000;

#[test]
fn every_target_takes_its_corpus_and_thousands_of_mutations_of_it() {
    for target in targets() {
        let corpus = corpus(&target);
        assert!(!corpus.is_empty(), "{} has no corpus", target.name);
        corpus.iter().for_each(|input| (target.run)(input));
        let mut dice = Dice::new(20_260_101);
        for _ in 0..MUTATIONS {
            play(&target, &mutated(&corpus, &mut dice));
        }
        (target.run)(&[]);
    }
}

/// Plays an input; one that breaks a promise is kept where a person can take it from.
fn play(target: &Target, input: &[u8]) {
    let run = target.run;
    if std::panic::catch_unwind(|| run(input)).is_err() {
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.crash", target.name));
        fs::write(&kept, input).unwrap();
        panic!("{} does not take what {} holds", target.name, kept.display());
    }
}

#[test]
fn the_seeds_of_every_corpus_are_those_that_the_crates_make() {
    for target in targets() {
        let folder = folder(&target);
        let made: Vec<(String, Vec<u8>)> = (target.seeds)()
            .into_iter()
            .enumerate()
            .map(|(index, seed)| (format!("seed-{index:02}"), seed))
            .collect();
        if env::var_os("EBL_BLESS").is_some() {
            bless(&folder, &made);
        }
        let kept: Vec<(String, Vec<u8>)> = files(&folder)
            .into_iter()
            .filter(|path| file_name(path).starts_with("seed-"))
            .map(|path| (file_name(&path), fs::read(&path).unwrap()))
            .collect();
        assert!(kept == made, "{} holds other seeds: EBL_BLESS=1 writes them", folder.display());
    }
}

#[cfg(all(feature = "wallet", feature = "node"))]
#[test]
fn every_target_has_a_program_and_every_corpus_a_target() {
    let names: BTreeSet<String> = targets().iter().map(|target| target.name.to_owned()).collect();
    assert_eq!(names.len(), targets().len(), "two targets share a name");
    let groups = files(&fuzz().join("targets"));
    let programs = groups.iter().flat_map(|group| files(group));
    let programs: BTreeSet<String> =
        programs.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(programs, names);
    let corpora: BTreeSet<String> =
        files(&fuzz().join("corpus")).iter().map(|path| file_name(path)).collect();
    assert_eq!(corpora, names);
}

#[test]
fn the_corpora_are_small() {
    let inputs = targets().into_iter().flat_map(|target| corpus(&target)).map(|input| input.len());
    let (count, bytes) = inputs.fold((0, 0), |(count, sum), length| (count + 1, sum + length));
    assert!(bytes <= 200 * 1024, "{count} files of {bytes} bytes");
}

fn bless(folder: &Path, made: &[(String, Vec<u8>)]) {
    fs::create_dir_all(folder).unwrap();
    for path in files(folder).iter().filter(|path| file_name(path).starts_with("seed-")) {
        fs::remove_file(path).unwrap();
    }
    for (name, seed) in made {
        fs::write(folder.join(name), seed).unwrap();
    }
}

fn corpus(target: &Target) -> Vec<Vec<u8>> {
    files(&folder(target)).iter().map(|path| fs::read(path).unwrap()).collect()
}

fn folder(target: &Target) -> PathBuf {
    fuzz().join("corpus").join(target.name)
}

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz")
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// What a folder holds, in order of name; nothing where there is no folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}
