use std::sync::{Arc, Condvar, Mutex};

use tokio::runtime::Builder;

use super::{Lane, TOGETHER, limits};

#[test]
fn every_piece_is_answered_and_one_that_panics_takes_no_other_with_it() {
    let runtime = Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let answers = runtime.block_on(async {
        let lane = Lane::new();
        let calls: Vec<_> = (0..200_u32)
            .map(|number| {
                let lane = lane.clone();
                tokio::spawn(async move {
                    lane.run(move || {
                        assert!(number % 50 != 7, "this one panics");
                        number
                    })
                    .await
                })
            })
            .collect();
        let mut answers = Vec::new();
        for call in calls {
            answers.push(call.await.unwrap().ok());
        }
        answers
    });
    for (number, answer) in (0..).zip(answers) {
        assert_eq!(answer, (number % 50 != 7).then_some(number));
    }
}

#[test]
fn no_more_threads_work_than_there_are_lanes() {
    #[derive(Default)]
    struct Busy {
        now: usize,
        most: usize,
        open: bool,
    }
    let busy = Arc::new((Mutex::new(Busy::default()), Condvar::new()));
    let runtime = Builder::new_multi_thread().worker_threads(2).build().unwrap();
    runtime.block_on(async {
        let lane = Lane::new();
        // A thread may take so many together and leave none to the others: enough for each of them.
        let calls: Vec<_> = (0..2 * limits::LANES * TOGETHER)
            .map(|_| {
                let (lane, busy) = (lane.clone(), Arc::clone(&busy));
                tokio::spawn(async move {
                    lane.run(move || {
                        let (stand, changed) = &*busy;
                        let mut stand = stand.lock().unwrap();
                        stand.now += 1;
                        stand.most = stand.most.max(stand.now);
                        changed.notify_all();
                        let mut stand = changed.wait_while(stand, |stand| !stand.open).unwrap();
                        stand.now -= 1;
                    })
                    .await
                })
            })
            .collect();
        let opener = Arc::clone(&busy);
        tokio::task::spawn_blocking(move || {
            let (stand, changed) = &*opener;
            let stand = stand.lock().unwrap();
            let full = |stand: &mut Busy| stand.now < limits::LANES;
            changed.wait_while(stand, full).unwrap().open = true;
            changed.notify_all();
        })
        .await
        .unwrap();
        for call in calls {
            assert!(call.await.unwrap().is_ok());
        }
    });
    assert_eq!(busy.0.lock().unwrap().most, limits::LANES);
}
