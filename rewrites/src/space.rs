//! The located part of a saturated e-graph, laid out for extraction: sites and the ways to fill them.

use crate::Place;
use crate::rule::Means;
use egg::Id;
use smallvec::SmallVec;

/// The position of a site in [`Space::sites`].
pub type SiteIndex = usize;

/// Everything that extraction may choose from.
#[derive(Clone, Debug, Default)]
pub struct Space {
    /// All located streams that some demand led to.
    pub sites: Vec<Site>,
    /// The sites that a plan must fill: one for each sink.
    pub roots: Vec<SiteIndex>,
}

/// One class of sort S: a stream at a place.
#[derive(Clone, Debug)]
pub struct Site {
    /// The place.
    pub place: Place,
    /// The class of the stream, of sort D.
    pub stream: Id,
    /// The ways to fill it, in a fixed order.
    pub choices: Vec<Choice>,
}

/// One way to fill a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The rule that offered it.
    pub rule: &'static str,
    /// What is done.
    pub means: Means,
    /// The sites that it reads. For [`Means::Refer`] the definition, which may come later than the site.
    pub needs: Needs,
}

/// The sites that a choice reads: nearly always one or two.
pub type Needs = SmallVec<[SiteIndex; 2]>;

impl Choice {
    /// The sites that must be filled before this one: none for a feedback variable.
    pub fn strong_needs(&self) -> &[SiteIndex] {
        match self.means {
            Means::Refer(_) => &[],
            _ => &self.needs,
        }
    }
}

/// What a plan picks: the choice at each site that it uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// By site: the position in [`Site::choices`]; none where the plan has nothing.
    pub chosen: Vec<Option<usize>>,
}

impl Selection {
    /// The choice at a site that the plan uses.
    pub fn at<'a>(&self, space: &'a Space, site: SiteIndex) -> Option<&'a Choice> {
        self.chosen[site].map(|choice| &space.sites[site].choices[choice])
    }

    /// The sites that the plan uses, ascending.
    pub fn sites(&self) -> impl Iterator<Item = SiteIndex> + '_ {
        (0..self.chosen.len()).filter(|site| self.chosen[*site].is_some())
    }
}
