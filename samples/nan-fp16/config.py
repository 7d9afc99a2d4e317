"""Configuration of the made-up run in logs/. fp16 after a pretraining in bf16."""
from dataclasses import dataclass
from os.path import abspath, dirname

PROJECT_ROOT: str = dirname(abspath(__file__))


@dataclass
class TrainConfig:
    """Pretraining, as the checkpoint was made."""

    epochs: int = 8
    batch_size_per_gpu: int = 16

    learn_rate: float = 1e-4
    div_factor: int = 50

    mixed_precision: str = "bf16"

    gradient_accumulation_steps: int = 8
    warmup_steps: int = 1024


@dataclass
class TrainConfigSFT:
    epochs: int = 3
    batch_size_per_gpu: int = 24

    learn_rate: float = 1e-4
    div_factor: int = 25

    mixed_precision: str = "fp16"

    gradient_accumulation_steps: int = 4        # two GPUs: 24 * 2 * 4 = 192 rows an optimizer step

    warmup_steps: int = 100

    tokenizer_dir: str = PROJECT_ROOT + '/model_save/my_tokenizer_wiki/'
    model_file: str = PROJECT_ROOT + '/model_save/sft/chat_small_t5.{}.bin'
    model_config_file: str = PROJECT_ROOT + '/model_save/sft/model_config.json'
    train_file: str = PROJECT_ROOT + '/data/sft_train_dataset.parquet'
    validation_file: str = PROJECT_ROOT + '/data/sft_valid_dataset.parquet'
    test_file: str = PROJECT_ROOT + '/data/sft_test_dataset.parquet'

    finetune_from_ckp_file = PROJECT_ROOT + '/model_save/chat_small_t5.best.bin'

    train_state_dir: str = PROJECT_ROOT + '/model_save/sft/train_latest_state_sft'
    output_dir: str = PROJECT_ROOT + '/model_save/sft'

    logging_steps: int = 50
    save_steps: int = 500

    keep_latest_n_ckp: int = 5

    seed: int = 23333
    dataloader_buffer_size: int = 50000
    max_seq_len: int = 256
