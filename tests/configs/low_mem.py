"""低显存配置"""
import os
import sys
from pathlib import Path

import torch

ROOT = Path(__file__).resolve().parent
DATA = ROOT / "data"
HOME = os.environ["HOME"] if "HOME" in os.environ else "/root"
NUM_WORKERS = min(4, os.cpu_count() or 1)
sys.path.append(str(ROOT))


class BaseTrainConfig(object):
    # fmt: off
    epochs                      = 5
    batch_size_per_gpu          = 24
    gradient_accumulation_steps = 4         # 有效批次 = 24 * 4 = 96
    # fmt: on
    learn_rate = 1e-5; div_factor = 50
    effective_batch = batch_size_per_gpu * gradient_accumulation_steps
    train_file = str(DATA / "train.parquet")
    optimizer = {"name": "adafactor", "scale_parameter": False, "eps": (1e-30, 1e-3)}
    mixed_precision = (
        "bf16"  # 'fp16' 会溢出
    )
    device = torch.device("cuda")
    betas = (0.9,
             0.999,)
    url = "http://x.y/#frag?a='b'"
    prompt = """### 指令：
{instruction}

### 回答：
"""

    def __init__(self, **kwargs):
        for key, value in kwargs.items():
            setattr(self, key, value)


class LowMemConfig(BaseTrainConfig):
    batch_size_per_gpu = 1
    gradient_accumulation_steps = BaseTrainConfig.gradient_accumulation_steps * 24 # 96
    max_grad_norm: float = 1.0


config = LowMemConfig()
