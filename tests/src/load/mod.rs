//! `cargo load`: how many transfers a real network records, how fast, and at what cost.
//!
//! Reading order: [`options`] (what is asked for), [`machine`] and [`limits`] (what it runs on),
//! [`cast`] and [`course`] (who signs what next), [`titles`] (all that is signed, window by window),
//! [`calls`] and `line` (one is handed in), [`schedule`] and [`drive`] (a window of calls, closed or open loop),
//! [`verify`] (receipts), [`processes`] (what the nodes took), [`blocks`] (what was recorded),
//! [`statistics`], [`window`] (what one showed), [`profile`] and [`flame`] (where a node spends its time), [`run`]
//! (the whole), [`cost`] (what a transfer takes), [`failure`], [`report`] and [`table`].
//!
//! # Method
//!
//! A transfer is one committed instruction. Whoever acts on a title names the head that the act
//! before made, and that head covers the height it was recorded at: nobody can sign two acts of one
//! title ahead. So there are many titles, and the run is cut into windows. Before a window one act of
//! each title is signed; in the window they are handed in and nothing is signed or verified; after it
//! every receipt is verified, and its head is what the next window's act names. Titles are issued
//! beforehand, through the same network. In a run of pure transfers the first window is of offers,
//! the second of their acceptances, and a pair is one of each on one title.
//!
//! The clock of a window starts after its warm-up, while calls are in flight, and ends at its time or
//! when no signed act is left, while calls are in flight again. What is answered between the two is
//! counted as done in that time; waiting times are those of what was handed in (in an open loop: of
//! what was due) between the two, whenever it was answered. An open loop hands in at its rate
//! whatever the network does, and counts waiting from the moment that an act was due.
//!
//! The network is idle between windows while the client signs and verifies. So that nodes cannot hide
//! work there, processor time is reported twice: within the windows, and from the first to the end of
//! the last pause over everything that was recorded.

pub mod blocks;
pub mod calls;
pub mod cast;
pub mod cost;
pub mod course;
pub mod drive;
pub mod failure;
pub mod flame;
pub mod limits;
mod line;
pub mod machine;
pub mod options;
pub mod processes;
pub mod profile;
pub mod report;
pub mod run;
pub mod schedule;
pub mod statistics;
pub mod table;
pub mod titles;
pub mod verify;
pub mod window;
