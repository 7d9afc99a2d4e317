import argparse
import torch
from transformers import TrainingArguments, Trainer
from peft import LoraConfig

LR = 2e-4
MODEL = "Qwen/Qwen2.5-7B"
config = dict(lr=LR, epochs=3, optimizer=dict(type="AdamW", betas=(0.9, 0.95)))
ds_config = {
    "train_micro_batch_size_per_gpu": 4,
    "optimizer": {"type": "AdamW", "params": {"lr": LR, "betas": [0.9, 0.999]}},
    "zero_optimization": {"stage": 2},
}


class Settings:
    args = None
    model = MODEL
    device = "cuda" if torch.cuda.is_available() else "cpu"


def parse_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--learning-rate", "--lr", type=float, default="1e-4")
    parser.add_argument("-e", "--epochs", type=int, default=5, help="epochs (not = 1)")
    parser.add_argument("--fp16", action="store_true")
    parser.add_argument("data")
    return parser.parse_args()


def main(batch=4):
    rate = 1
    lora = LoraConfig(r=8, lora_alpha=16, target_modules=["q_proj", "v_proj"], bias="none")
    args = TrainingArguments(
        output_dir="./out",
        learning_rate=LR,  # 学习率
        num_train_epochs=3,
        per_device_train_batch_size=batch,
        weight_decay=rate,
        warmup_ratio=0.1
    )
    return Trainer(args=args)


if __name__ == "__main__":
    main()
