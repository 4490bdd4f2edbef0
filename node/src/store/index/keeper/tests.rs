use std::path::Path;

use super::Keeper;

fn others(keeper: Keeper, folder: &Path) -> Vec<Keeper> {
    keeper.others_in(folder).collect()
}

#[test]
fn each_knows_the_index_that_another_kept_and_not_its_own() {
    for first in Keeper::ALL {
        let folder = tempfile::tempdir().unwrap();
        let others_of = |keeper| others(keeper, folder.path());
        assert!(Keeper::ALL.into_iter().all(|keeper| others_of(keeper).is_empty()));
        drop(first.shelf().open(folder.path()).unwrap());
        for second in Keeper::ALL {
            let expected = if second == first { vec![] } else { vec![first] };
            assert_eq!(others_of(second), expected, "{second:?} after {first:?}");
        }
    }
}

#[test]
fn each_is_found_by_its_name_and_no_other_is() {
    for keeper in Keeper::ALL {
        assert_eq!(keeper.name().parse(), Ok(keeper));
    }
    let unknown = "rocks".parse::<Keeper>().unwrap_err();
    assert_eq!(unknown.to_string(), "`rocks` keeps no index: name sled or fjall");
}
