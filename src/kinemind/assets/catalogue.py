"""Every outside file that a command can use.

Sizes and checksums were read from git objects at the pinned commit, from the hub's own pointer files, and
from public manifests of the same revision.  What could not be read is None, and recorded on the first fetch.
"""

from __future__ import annotations

from kinemind.assets.asset import Asset, File, Unpack

HUB = "https://huggingface.co"
RAW = "https://raw.githubusercontent.com"
DRIVE = "https://drive.usercontent.google.com/download?export=download&confirm=t&id="

TEXT_TO_MOTION = f"{RAW}/EricGuo5513/text-to-motion/72df96ec453edea2fbe9603b1d58a955eaf71636"
HUMANML3D = f"{RAW}/EricGuo5513/HumanML3D/9176e8fb446b71c7d2a725eb5cf6fec1ae3b3c23/HumanML3D"
MDM = f"{RAW}/GuyTevet/motion-diffusion-model/d4fd88c86d9210b85323783a73acb9b794d73e44"
BANDAI = "BandaiNamcoResearchInc/Bandai-Namco-Research-Motiondataset"
BANDAI_COMMIT = "74ead3ba1ae4696404e6086233779f60de8bf9ef"


def _model(
    name: str, repository: str, revision: str, use: str, licence: str, about: str, *files: File
) -> Asset:
    return Asset(
        name=name,
        use=use,
        kind="model",
        source=f"{HUB}/{repository}/tree/{revision}",
        licence=licence,
        how="fetch",
        by_hand=f"hf download {repository} --revision {revision} --local-dir FOLDER/{name}",
        gives=tuple(file.path for file in files),
        files=tuple(
            File((f"{HUB}/{repository}/resolve/{revision}/{file.path}",), file.path, file.size, file.sha256)
            for file in files
        ),
        about=about,
    )


def _hub(path: str, sha256: str | None = None, size: int | None = None) -> File:
    return File((), path, size, sha256)


def _statistics(data: str, mean: str, std: str) -> tuple[File, File]:
    return (
        File((f"{MDM}/dataset/{data}_mean.npy",), "mean.npy", SIZES[data], mean),
        File((f"{MDM}/dataset/{data}_std.npy",), "std.npy", SIZES[data], std),
    )


SIZES = {"t2m": 2232, "kit": 2136}
FINEST = "text_mot_match/model/finest.tar"
FROM_DRIVE = (
    "open https://drive.google.com/file/d/{id}/view in a browser and download {data}.zip, download "
    f"{MDM}/dataset/{{data}}_mean.npy and {MDM}/dataset/{{data}}_std.npy too, put the three by these names "
    "into one folder, then kinemind assets fetch {name} --source THAT/FOLDER"
)
EVALUATOR_USE = "eval --protocol guo2022"
T2M_ID, KIT_ID = "1IgrFCnxeg4olBtURUHimzS03ZI0df_6W", "12liZW5iyvoybXD8eOw4VanTgsMtynCuU"

_ASSETS = (
    Asset(
        name="guo2022-humanml3d",
        use=f"{EVALUATOR_USE} on HumanML3D",
        kind="evaluator",
        source="https://github.com/EricGuo5513/text-to-motion",
        licence="MIT (code and checkpoints; trained on HumanML3D, whose motions are AMASS's)",
        how="fetch",
        by_hand=FROM_DRIVE.format(id=T2M_ID, data="t2m", name="guo2022-humanml3d"),
        gives=(f"t2m/{FINEST}", "mean.npy", "std.npy"),
        files=(
            File((f"{DRIVE}{T2M_ID}",), "t2m", unpack=Unpack(FINEST)),
            *_statistics(
                "t2m",
                "0bdb5ba69a3a9e34d71990db15bc535ebc024c8d95ddb5574196f96058faa7d3",
                "6a5f7d60301c9465972fc225f8ad0ee8f957e7720431189123eb6d15873a9557",
            ),
        ),
    ),
    Asset(
        name="guo2022-kit",
        use=f"{EVALUATOR_USE} on KIT-ML",
        kind="evaluator",
        source="https://github.com/EricGuo5513/text-to-motion",
        licence="MIT (code and checkpoints; trained on KIT-ML)",
        how="fetch",
        by_hand=FROM_DRIVE.format(id=KIT_ID, data="kit", name="guo2022-kit"),
        gives=(f"kit/{FINEST}", "mean.npy", "std.npy"),
        files=(
            File((f"{DRIVE}{KIT_ID}",), "kit", unpack=Unpack(FINEST)),
            *_statistics(
                "kit",
                "9e23fac51db2215ab5666324226be48f27efd6a6e7b22ebd17c28e0f056a7c22",
                "296a60656cea07e65ee64512d73d47c0412df0698b35194116330661be32fa90",
            ),
        ),
    ),
    Asset(
        name="guo2022-glove",
        use=EVALUATOR_USE,
        kind="word vectors",
        source="https://github.com/EricGuo5513/text-to-motion/tree/72df96ec453edea2fbe9603b1d58a955eaf71636/glove",
        licence="MIT (the selection); PDDL 1.0 (GloVe)",
        how="fetch",
        by_hand="copy the files of glove/ in github.com/EricGuo5513/text-to-motion to FOLDER/guo2022-glove",
        gives=("our_vab_data.npy", "our_vab_words.pkl", "our_vab_idx.pkl"),
        files=(
            File(
                (
                    f"{TEXT_TO_MOTION}/glove/our_vab_data.npy",
                    f"{HUB}/andrewatef/MoMask-test/resolve/66e9a4af19178a016a5c27a98d58d2ef5a8f9b58/glove/our_vab_data.npy",
                ),
                "our_vab_data.npy",
                git_blob="713fe2eebd8def0ce19f2e23ac19f47a00d24596",
            ),
            File(
                (f"{TEXT_TO_MOTION}/glove/our_vab_words.pkl",),
                "our_vab_words.pkl",
                67470,
                "fac88da1be6f00d36b72b88c9745c8ac35a94a7bd6ccf1fa3bab380faf8c2e0d",
            ),
            File(
                (f"{TEXT_TO_MOTION}/glove/our_vab_idx.pkl",),
                "our_vab_idx.pkl",
                79811,
                "d85dce83d2c27a92bb94bb51dc1f55a04fcaa328c359d23eccf648e296c16493",
            ),
        ),
        about="10 MB",
    ),
    Asset(
        name="glove-6b",
        use="words that the evaluator's own list lacks",
        kind="word vectors",
        source="https://nlp.stanford.edu/projects/glove/",
        licence="PDDL 1.0",
        how="fetch",
        by_hand=(
            "download glove.6B.zip from the page and put its glove.6B.300d.txt into FOLDER/glove-6b/vectors"
        ),
        gives=("vectors/glove.6B.300d.txt",),
        files=(
            File(
                (
                    "https://nlp.stanford.edu/data/glove.6B.zip",
                    f"{HUB}/kcz358/glove/resolve/fc671f626a92828aef148a010bc5abccd1239b0b/glove.6B.zip",
                ),
                "vectors",
                862_182_613,
                "617afb2fe6cbd085c235baf7a465b96f4112bd7f7ccb2b2cbd649fed9cbcf2fb",
                unpack=Unpack("glove.6B.300d.txt", only=("glove.6B.300d.txt",)),
            ),
        ),
    ),
    Asset(
        name="humanml3d",
        use="data import humanml3d (texts, split lists, statistics; the motions are built from AMASS)",
        kind="data set",
        source="https://github.com/EricGuo5513/HumanML3D/tree/9176e8fb446b71c7d2a725eb5cf6fec1ae3b3c23",
        licence="MIT (texts and lists); the motions stay under AMASS's licence",
        how="fetch",
        by_hand=(
            "copy the folder HumanML3D of github.com/EricGuo5513/HumanML3D to FOLDER/humanml3d and unpack "
            "its texts.zip there; the motions may not be handed out: build new_joint_vecs from AMASS with "
            "that repository's notebooks and put it there too"
        ),
        gives=("texts", "train.txt", "val.txt", "test.txt", "Mean.npy", "Std.npy"),
        files=(
            File(
                (f"{HUMANML3D}/texts.zip",),
                "texts",
                git_blob="7e061edb480f78f6732e58c5d3e6ca5e535cf15b",
                unpack=Unpack("000000.txt"),
            ),
            File(
                (f"{HUMANML3D}/train.txt",),
                "train.txt",
                175380,
                "e3e6975099b19964ee085db3e1d1160365a27e275f4f2b3d37c8ef24cccf4ce9",
            ),
            File(
                (f"{HUMANML3D}/val.txt",),
                "val.txt",
                10950,
                "effa9e866f7c2bd3e5bb518600f95a5fd780a2dcf72c3cdb1e0caf5c93051e17",
            ),
            File(
                (f"{HUMANML3D}/test.txt",),
                "test.txt",
                32880,
                "b89bc7df558df6246840702d0976a5d37ecbc4f055642b5c99e509a2d85ac12e",
            ),
            File(
                (f"{HUMANML3D}/Mean.npy",),
                "Mean.npy",
                1180,
                "26e136555dab04c94a129d446c26e6b9939cbf045fbf77bcf5462c1fb5a2001c",
            ),
            File(
                (f"{HUMANML3D}/Std.npy",),
                "Std.npy",
                1180,
                "6565a65ed9b31e23c328829a309e1c482be8b85fd23b43d65451a9b19a917f40",
            ),
        ),
    ),
    Asset(
        name="kitml",
        use="data import kitml, eval on KIT-ML",
        kind="data set",
        source="https://motion-annotation.humanoids.kit.edu/dataset/",
        licence="as the KIT Motion-Language Dataset; cite Plappert et al., 2016",
        how="by hand",
        by_hand=(
            "open https://drive.google.com/drive/folders/1D3bf2G2o4Hv-Ale26YW18r1Wrh7oIAwK in a browser, "
            "download the folder and unpack new_joint_vecs, texts and the lists into FOLDER/kitml"
        ),
        gives=("new_joint_vecs", "texts", "train.txt", "val.txt", "test.txt"),
    ),
    Asset(
        name="babel",
        use="eval --protocol babel-sequential",
        kind="data set",
        source="https://babel.is.tue.mpg.de/data.html",
        licence="BABEL's own: non-commercial scientific research",
        how="by hand",
        by_hand=(
            "register at https://babel.is.tue.mpg.de, accept the licence, download the annotations and put "
            "train.json, val.json, extra_train.json and extra_val.json into FOLDER/babel"
        ),
        gives=("train.json", "val.json"),
    ),
    Asset(
        name="amass",
        use="data import amass; the motions of HumanML3D and BABEL",
        kind="data set",
        source="https://amass.is.tue.mpg.de/download.php",
        licence="AMASS's own: non-commercial scientific research",
        how="by hand",
        by_hand=(
            "register at https://amass.is.tue.mpg.de, accept the licence, download the SMPL+H (or SMPL-X) "
            "archives and unpack each into FOLDER/amass, so that ACCAD, CMU, … are folders in it"
        ),
        gives=("CMU",),
    ),
    Asset(
        name="bandai",
        use="data import bandai",
        kind="data set",
        source=f"https://github.com/{BANDAI}/tree/{BANDAI_COMMIT}",
        licence="CC BY-NC 4.0",
        how="fetch",
        by_hand=f"git clone https://github.com/{BANDAI} and copy its folder dataset to FOLDER/bandai/dataset",
        gives=(
            "dataset/Bandai-Namco-Research-Motiondataset-1",
            "dataset/Bandai-Namco-Research-Motiondataset-2",
        ),
        files=(
            File(
                (f"https://codeload.github.com/{BANDAI}/zip/{BANDAI_COMMIT}",),
                "dataset",
                unpack=Unpack(
                    "Bandai-Namco-Research-Motiondataset-1/LICENSE",
                    git_tree="b4a9f9e470a5864d5fca5ae251b5841d94d4f324",
                ),
            ),
        ),
        about="555 MB unpacked",
    ),
    Asset(
        name="cmu",
        use="data import cmu",
        kind="data set",
        source="http://mocap.cs.cmu.edu/",
        licence="free for all uses; name mocap.cs.cmu.edu and NSF EIA-0196217",
        how="fetch",
        by_hand=(
            "download allasfamc.zip from http://mocap.cs.cmu.edu and unpack its folder subjects to "
            "FOLDER/cmu/subjects"
        ),
        gives=("subjects",),
        files=(
            # the site's https is not to be relied on; the checksum is what a public mocap catalogue pins
            File(
                ("http://mocap.cs.cmu.edu/allasfamc.zip",),
                "subjects",
                sha256="4b0fc3a7ba3cbb2aa23948b4cefe7efa45edf864b2b5e00713659a4f2144a591",
                unpack=Unpack("01/01.asf", limit=16 * 2**30),
            ),
        ),
        about="1.1 GB",
    ),
    Asset(
        name="hdm05",
        use="data import hdm05",
        kind="data set",
        source="https://resources.mpi-inf.mpg.de/HDM05/",
        licence="CC BY-SA 3.0",
        how="by hand",
        by_hand=(
            "open https://resources.mpi-inf.mpg.de/HDM05/ in a browser (it refuses programs), download the "
            "cut clips in AMC and the ASF of each actor, and unpack them into FOLDER/hdm05/cuts"
        ),
        gives=("cuts",),
    ),
    Asset(
        name="motionhub",
        use="data import motionhub",
        kind="data set",
        source="https://huggingface.co/datasets/ZeyuLing/MotionHub",
        licence="other: each of its sets keeps its own terms",
        how="by hand",
        by_hand=(
            "read the terms of the sets you need, then hf download ZeyuLing/MotionHub --repo-type dataset "
            "--include 'SET/*' --local-dir FOLDER/motionhub/sets"
        ),
        gives=("sets",),
    ),
    _model(
        "nli-deberta-v3-base",
        "MoritzLaurer/DeBERTa-v3-base-mnli-fever-anli",
        "6f5cf0a2b59cabb106aca4c287eed12e357e90eb",
        "entailment by a model (training rewards, Chain-of-Motion)",
        "MIT",
        "380 MB",
        _hub("config.json", "a6c616d6dabeacf90fd0e776c741d3f0f30a05533ccf0bd3b5b62e94cfaa8d57"),
        _hub("added_tokens.json", "dc046d04c9b0ada7ae6f1dc89c465801799acdf0c9a6aab8c15a1b2d5ca4e91f", 23),
        _hub(
            "special_tokens_map.json", "9463f61e1b109a8eb4688b829260d7c6b1e6dff04c98ff7269bb89e2b92369b9", 286
        ),
        _hub(
            "tokenizer_config.json", "557b3d33d3f41b81ad769244e506549e98a1857d41dd58160aacd4d98d710b5a", 1284
        ),
        _hub("tokenizer.json", "05402ffae6dd382a8491b1d29bfc139bec5d332662e86a026f433ce54c25c202"),
        _hub("spm.model", "c679fbf93643d19aab7ee10c0b99e460bdbc02fedf34b92b05af343b4af586fd", 2_464_616),
        _hub(
            "model.safetensors",
            "06d6fd89edd4f97816831626daafbdb0b029cf63bae8edc0bccab1d64e2e7707",
            368_877_646,
        ),
    ),
    _model(
        "roberta-large",
        "FacebookAI/roberta-large",
        "722cf37b1afa9454edce342e7895e588b6ff1d59",
        "BERTScore in eval m2t",
        "MIT",
        "1.42 GB",
        _hub("config.json"),
        _hub("tokenizer_config.json"),
        _hub("tokenizer.json"),
        _hub("vocab.json"),
        _hub("merges.txt"),
        _hub("model.safetensors"),
    ),
    _model(
        "qwen2.5-3b-instruct",
        "Qwen/Qwen2.5-3B-Instruct",
        "aa8e72537993ba99e69dfaafa59ed015b17504d1",
        "train sft with the Motion-R1 recipe",
        "Qwen Research License (non-commercial)",
        "6.2 GB",
        _hub("LICENSE"),
        _hub("config.json"),
        _hub("generation_config.json", "ea35dfb6fc5051b01114f9b995820d55dab01ed33ee490f6378b442af82c09f9"),
        _hub("tokenizer_config.json"),
        _hub("tokenizer.json"),
        _hub("vocab.json"),
        _hub("merges.txt"),
        _hub("model.safetensors.index.json"),
        _hub("model-00001-of-00002.safetensors"),
        _hub("model-00002-of-00002.safetensors"),
    ),
    _model(
        "qwen3-4b-instruct",
        "Qwen/Qwen3-4B-Instruct-2507",
        "cdbee75f17c01a7cc42f958dc650907174af0554",
        "train sft with the MoRL recipe",
        "Apache-2.0",
        "8.06 GB",
        _hub("LICENSE"),
        _hub("config.json"),
        _hub("generation_config.json"),
        _hub("tokenizer_config.json"),
        _hub("tokenizer.json"),
        _hub("vocab.json"),
        _hub("merges.txt"),
        _hub("model.safetensors.index.json"),
        _hub("model-00001-of-00003.safetensors"),
        _hub("model-00002-of-00003.safetensors"),
        _hub("model-00003-of-00003.safetensors"),
    ),
)

CATALOGUE: dict[str, Asset] = {asset.name: asset for asset in _ASSETS}
"""Name → asset."""
