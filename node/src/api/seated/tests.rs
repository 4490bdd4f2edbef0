use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::response::Response;
use http_body::{Body as _, Frame};
use tokio::runtime::Builder;
use tokio::sync::Semaphore;

use super::{PIECE, Seat, until_read};

const LONG: Duration = Duration::from_secs(3_600);

/// An answer of three pieces, the last of them one byte, on one of these seats.
async fn answer(seats: &Arc<Semaphore>, patience: Duration) -> Body {
    let mut response = Response::new(Body::from(vec![7; 2 * PIECE + 1]));
    let permit = Arc::clone(seats).acquire_owned().await.unwrap();
    response.extensions_mut().insert(Seat::new(permit));
    until_read(response, patience).into_body()
}

async fn next(body: &mut Body) -> Option<Result<Bytes, axum::Error>> {
    let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await;
    frame.map(|frame| frame.map(|frame: Frame<Bytes>| frame.into_data().unwrap()))
}

fn run<T>(test: impl Future<Output = T>) -> T {
    Builder::new_current_thread().enable_time().build().unwrap().block_on(test)
}

#[test]
fn it_leaves_in_pieces_and_keeps_its_seat_until_it_is_read() {
    run(async {
        let seats = Arc::new(Semaphore::new(1));
        let mut body = answer(&seats, LONG).await;
        for expected in [PIECE, PIECE, 1] {
            assert_eq!(seats.available_permits(), 0);
            assert_eq!(next(&mut body).await.unwrap().unwrap(), vec![7; expected]);
        }
        assert!(next(&mut body).await.is_none());
        drop(body);
        assert_eq!(seats.available_permits(), 1);
    });
}

#[test]
fn one_that_nobody_reads_makes_room_and_ends_in_an_error() {
    run(async {
        let seats = Arc::new(Semaphore::new(1));
        let mut body = answer(&seats, Duration::from_millis(10)).await;
        assert_eq!(next(&mut body).await.unwrap().unwrap().len(), PIECE);
        let _free = seats.acquire().await.unwrap();
        let told = next(&mut body).await.unwrap().unwrap_err();
        assert!(told.to_string().contains("not read in time"), "{told}");
    });
}

#[test]
fn one_without_a_seat_is_left_as_it_is() {
    run(async {
        let response = Response::new(Body::from(vec![7; 2 * PIECE]));
        let mut body = until_read(response, LONG).into_body();
        assert_eq!(next(&mut body).await.unwrap().unwrap().len(), 2 * PIECE);
    });
}
