"""The page shows every sample and chart; long texts, long motions and missing values leave it whole."""

import cv2
import numpy as np
import pytest

from kinemind.evaluation.report import Sample, draw_page
from kinemind.evaluation.report.pictures import WIDTH, figure_text, page
from kinemind.motion import Step
from kinemind.render.style import SKY
from tests.evaluation.report.examples import NAN, walking

TEXT_COLUMN = 552
GAP = 16


def painted(image: np.ndarray) -> np.ndarray:
    """Where the picture is not empty."""
    return np.any(image != np.array(SKY, np.uint8), axis=-1)


def sample(section: str = "", *texts: str, frames: int = 40) -> Sample:
    return Sample("first", texts or ("a person walks",), walking(frames), {"jerk": 12.0}, section)


def test_every_section_is_drawn(tmp_path, rng):
    samples = [sample(section) for section in ("best", "median", "worst")]
    distributions = {"jerk": {"generated": rng.gamma(2, 20, 50).tolist(), "ground_truth": [1.0, 2.0]}}
    path = draw_page(tmp_path / "page.png", samples, distributions)
    image = cv2.imread(str(path))
    assert np.array_equal(image, page(samples, distributions))
    assert image.shape[1] == WIDTH <= 2000
    bare = len(page([], {}))
    band = len(page(samples[:1], {})) - bare
    charts = len(page([], distributions)) - bare
    assert len(image) == bare + 3 * band + charts
    for k in range(3):
        top = bare // 2 + k * band
        rows = image[top : top + band]
        # heading and texts at the left, figures at the right
        assert painted(rows[:, :TEXT_COLUMN]).sum() > 500
        assert painted(rows[:, TEXT_COLUMN:]).sum() > 20000
        assert not painted(rows[:, TEXT_COLUMN - GAP : TEXT_COLUMN][10:]).any()
    assert painted(image[-charts:]).sum() > 2000


def test_no_heading_without_a_section():
    assert len(page([sample("best")], {})) > len(page([sample()], {}))
    two = len(page([sample("best"), sample("best")], {}))
    assert two < len(page([sample("best"), sample("worst")], {}))


def test_long_texts_are_wrapped_and_cut(rng):
    long = " ".join(["walks and then turns"] * 60)
    texts = [long, long, "x" * 400, "generated: it ends", ""]
    image = page([sample("best", *texts)], {})
    column = painted(image[:, TEXT_COLUMN - GAP : TEXT_COLUMN][60:])
    assert not column.any()
    assert len(image) < 1000
    # the figure below the texts is still there
    without = page([Sample("first", tuple(texts), walking(), {}, "best")], {})
    assert painted(image[:, :TEXT_COLUMN]).sum() > painted(without[:, :TEXT_COLUMN]).sum()


@pytest.mark.parametrize("frames", [1, 2, 12000])
def test_motions_of_any_length_have_a_strip(frames):
    image = page([sample("best", frames=frames)], {})
    assert image.shape[1] == WIDTH
    assert painted(image[80:, TEXT_COLUMN:]).sum() > 2000


def test_the_plan_of_a_motion_is_under_its_strip():
    plain = sample()
    motion = walking()
    planned = type(motion)(
        motion.joints, motion.fps, steps=(Step("walks", 0.0, 1.0), Step("waves", 1.0, 2.0))
    )
    assert len(page([Sample("first", (), planned)], {})) > len(page([plain], {}))


def test_odd_distributions_are_drawn():
    distributions = {
        "jerk": {"generated": [3.0], "ground_truth": [NAN, NAN], "random": []},
        "float_ratio": {"generated": [0.0, 0.0, 0.0], "some_other": [0.0, NAN]},
        "fid": {"generated": [-2.0, 5.0]},
        "made_up_figure": {f"row_{k}": [float(k)] for k in range(8)},
    }
    image = page([], distributions)
    assert image.shape[1] == WIDTH and painted(image).sum() > 2000


def test_the_page_is_the_same_every_time(rng):
    distributions = {"jerk": {"ground_truth": [1.0, 2.0, 4.0], "generated": rng.gamma(2, 20, 50).tolist()}}
    turned = {"jerk": dict(reversed(distributions["jerk"].items()))}
    assert np.array_equal(page([sample()], distributions), page([sample()], turned))


def test_figures_are_named_with_their_units():
    assert figure_text("foot_slide_mm_per_frame", 2.128) == "Foot slide 2.13 mm/frame"
    assert figure_text("float_ratio", 0.0263) == "Float 2.63 %"
    assert figure_text("matching_score_singles", NAN) == "Matching score undefined"


def test_real_motions_fill_the_page(shared):
    from kinemind.corpora import open_data

    clips = open_data(shared / "data").clips("test")[:9:4]
    samples = [Sample(clip.id, (clip.captions[0].text,), clip.motion, section=clip.id) for clip in clips]
    image = page(samples, {})
    assert len(image) > 300 * len(clips) and painted(image).mean() > 0.1
