//! Evidence files of simulated ledgers, and forgeries of them: none may be believed.

mod facts;
mod ground;

use node::reader::Reader;
use proto::evidence::{Evidence, EvidenceFault, Proven, Subject, TitleEvidence};
use proto::ids::ChainId;
use proto::reference::NormalReference;

use crate::cast::{Cast, Who};
use crate::checks::Violation;
use crate::dice::Dice;
use crate::plan::Plan;
use crate::story::Story;
use crate::world::World;

/// Bills of one ledger that evidence is made of.
const BILLS: usize = 256;

/// The evidence files of one simulated ledger.
pub struct Stock {
    /// The ledger.
    pub chain: ChainId,
    /// One file for each bill, and one for a reference that was never used.
    pub files: Vec<Evidence>,
}

impl Stock {
    /// Runs a plan to its end and takes the evidence of every bill from an honest node.
    ///
    /// # Errors
    ///
    /// The run's own [`Violation`], or [`Violation::Node`] when the node cannot give evidence.
    pub fn of(plan: Plan) -> Result<Self, Violation> {
        let cast = Cast::found(plan.validators);
        let mut files = Ok(Vec::new());
        let ended = World::run_then(plan, Story::untold(), |reader| files = take(&cast, reader));
        match ended.violation {
            Some(violation) => Err(violation),
            None => Ok(Self { chain: cast.chain(), files: files? }),
        }
    }
}

fn take(cast: &Cast, reader: &Reader) -> Result<Vec<Evidence>, Violation> {
    let fault = |why: String| Violation::Node { machine: 0, why };
    let read = |error: node::reader::ReadError| fault(error.to_string());
    let (records, _) = reader.titles(&cast.party(Who::Carrier), None, BILLS).map_err(read)?;
    let mut files = Vec::new();
    for record in records {
        let record = proto::state::TitleRecord::decode(&record);
        let title = record.map_err(|error| fault(error.to_string()))?.title.id;
        files.extend(reader.evidence(&title).map_err(read)?);
    }
    let free = NormalReference::new("NEVER-USED").expect("a reference is written so");
    let carrier = cast.member(Who::Carrier);
    files.extend(reader.evidence_of_absence(&carrier, &free).map_err(read)?);
    Ok(files)
}

/// A way to forge evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Forgery {
    /// One bit is another.
    Bit,
    /// The file ends early.
    CutShort,
    /// Too few validators signed the checkpoint.
    FewSigners,
    /// Strangers signed the checkpoint.
    Strangers,
    /// A minority signed another state.
    OtherState,
    /// The checkpoint has the certificate of another block.
    OtherBlock,
    /// The checkpoint is an older one.
    OldCheckpoint,
    /// The genesis file is that of another ledger.
    OtherGenesis,
    /// The whole file is of another ledger.
    OtherChain,
    /// A change of the validators is left out.
    Gap,
    /// A value of the state is another.
    OtherValue,
    /// An entry of the state is another bill's.
    ForeignEntry,
    /// A member behind an account is not shown.
    NoMember,
    /// A fact is left out.
    NoFact,
    /// Two facts are exchanged.
    Exchanged,
    /// A fact stands twice.
    Twice,
    /// A fact is another bill's.
    ForeignFact,
    /// A fact has too few signatures of validators.
    FewSignersOfFact,
    /// A fact has another's envelope.
    ForeignEnvelope,
    /// A stranger signed what a party should have.
    StrangerForParty,
    /// A reference that was used is said to be free.
    Free,
}

impl Forgery {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::Bit,
        Self::CutShort,
        Self::FewSigners,
        Self::Strangers,
        Self::OtherState,
        Self::OtherBlock,
        Self::OldCheckpoint,
        Self::OtherGenesis,
        Self::OtherChain,
        Self::Gap,
        Self::OtherValue,
        Self::ForeignEntry,
        Self::NoMember,
        Self::NoFact,
        Self::Exchanged,
        Self::Twice,
        Self::ForeignFact,
        Self::FewSignersOfFact,
        Self::ForeignEnvelope,
        Self::StrangerForParty,
        Self::Free,
    ];

    /// Forges a file of `stock`, with parts of `other`, a ledger with another genesis file; `None`
    /// where this file cannot be forged so.
    #[must_use]
    pub fn make(self, stock: &Stock, other: &Stock, dice: &mut Dice) -> Option<Vec<u8>> {
        let original = dice.pick(&stock.files);
        let mut file = original.clone();
        match self {
            Self::Bit | Self::CutShort => return self.bytes(original, dice),
            Self::OtherChain => return Some(dice.pick(&other.files).encode()),
            Self::OtherGenesis => file.genesis.clone_from(&dice.pick(&other.files).genesis),
            _ => {
                let signer = stock.chain;
                self.ground(&mut file, signer, dice)
                    .or_else(|| self.entries(&mut file, stock, dice))
                    .or_else(|| self.facts(&mut file, stock, dice))?;
            }
        }
        Some(file).filter(|file| file != original).map(|file| file.encode())
    }

    fn bytes(self, original: &Evidence, dice: &mut Dice) -> Option<Vec<u8>> {
        let mut bytes = original.encode();
        let place = dice.index(bytes.len());
        match self {
            Self::Bit => bytes[place] ^= 1 << dice.below(8),
            _ => bytes.truncate(place),
        }
        Some(bytes)
    }
}

/// What a verifier says to a file.
///
/// # Errors
///
/// Why it proves nothing.
pub fn verdict(bytes: &[u8], chain: &ChainId) -> Result<Proven, Box<EvidenceFault>> {
    let file = Evidence::decode(bytes)?;
    Ok(file.verify(Some(chain))?)
}

fn title_of(file: &mut Evidence) -> Option<&mut TitleEvidence> {
    match &mut file.subject {
        Subject::Title(title) => Some(title),
        Subject::Unused { .. } => None,
    }
}
