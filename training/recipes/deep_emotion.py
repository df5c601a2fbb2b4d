"""Deep-Emotion, whose published figure nobody has reproduced.

    python training/train.py --recipe deep_emotion --data FOLDER

arXiv 1902.01019: 70.02 % on PrivateTest; open re-implementations report 47 to 55 %. The paper uses
Adam with 0.005, and L2 on the last two layers with a factor that it does not give. This recipe uses
SGD, as all do, and batch norm, which SGD needs.

λ, the option l2, is chosen on PublicTest, as in the paper. Six epochs misled: of 0, 1e-4, 1e-3 and
1e-2 (`sweep.py --space lambda`, at the time with rate 0.01, dropout 0.5 and pace 1), 0.01 was best
with 0.448 and 1e-4 worst with 0.425. After 60 epochs with rate 0.1 and pace 0.1, 0.01 has 0.541 and
1e-4 0.576. Short runs chose rate, dropout and pace (training/LOG.md). Measured: 0.576 on
PublicTest, 25 minutes on two AVX2 cores; the transformer ends with one map for all faces.
"""

from training.recipes import five_layer

RECIPE = five_layer.RECIPE.replace(
    name="deep_emotion",
    model="deep_emotion",
    model_options={"dropout": 0.1, "l2": 1e-4, "batch_norm": True, "pace": 0.01},
    epochs=50,
    weight_decay=1e-4,
)
