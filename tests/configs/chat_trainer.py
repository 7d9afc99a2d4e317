from dataclasses import dataclass
from os.path import dirname, abspath

# ===================================================================================
# 以下为推断的配置
# replace '\' on windows to '/'
PROJECT_ROOT: str = '/'.join(abspath(dirname(__file__)).split('\\')) if '\\' in abspath(dirname(__file__)) else abspath(dirname(__file__))


@dataclass
class InferConfig:
    max_seq_len: int = 320                          # 回答的最大长度
    mixed_precision: str = "bf16"                   # 混合精度 ''no','fp16','bf16' or 'fp8'

    # 全量 DPO 模型文件, tokenizer 文件和 model 权重放在 model_dir 文件夹下
    model_dir: str = PROJECT_ROOT + '/model_save/'

    # this config for api demo:
    api_key: str = ""
    host: str = '127.0.0.1'
    port: int = 8812
    reload: bool = True
    workers: int = 1
    log_level: str = 'info'


#===================================================================================
# 以下为 sft 配置
@dataclass
class SFTconfig:
    max_seq_len: int = 384 + 8                # 8 for eos token

    tokenizer_dir = PROJECT_ROOT + '/model_save/'
    sft_train_file = PROJECT_ROOT + '/data/sft_train.json'

    output_dir = PROJECT_ROOT + '/model_save/sft'
    per_device_train_batch_size = 12
    gradient_accumulation_steps = 4
    learning_rate = 1e-5
    logging_first_step = True
    logging_steps = 20
    save_steps = 2000
    warmup_steps = 1000
    num_train_epochs = 4
    fp16, seed = True, 23333  # 随机种子 "#" 不是注释


@dataclass
class TrainConfig:
    epochs: int = 8
    batch_size_per_gpu: int = 16

    learn_rate: float = 0.0001                      # 最大 div_factor * learn_rate
    div_factor: int = 50

    mixed_precision: str = "bf16"                   # 混合精度 ''no','fp16','bf16' or 'fp8'

    # 注意：计算梯度时相当于batch_size * gradient_accumulation_steps，说人话就是梯度累积步数>1时，等于增大n倍的batch_size
    gradient_accumulation_steps: int = 8            # 累积梯度更新步数

    warmup_steps: int = 1024                        # 模型参数预热步数

    tokenizer_dir: str = PROJECT_ROOT + '/model_save/'
    train_state_dir: str = PROJECT_ROOT + '/model_save/train_latest_state'

    logging_steps: int = 50
    save_steps: int = 10000

    # dataset_cache_dir: str = PROJECT_ROOT + '/data/.cache'
    # trainer_log_file: str = PROJECT_ROOT + '/logs/trainer.log'

    keep_latest_n_ckp: int = 8                  # 训练过程中，最多保留多少个分数最好的模型文件

    seed: int = 23333
    dataloader_buffer_size: int = 50000
    max_seq_len: int = 256                      # 最大句子长度，默认：256


class T5ModelConfig:

    d_ff: int = 3072                        # 全连接层维度

    d_model: int = 768                      # 词向量维度
    num_heads: int = 12                     # 注意力头数 d_model // num_heads == d_kv
    d_kv: int = 64                          # d_model // num_heads

    num_decoder_layers: int = 10            # Transformer decoder 隐藏层层数
    num_layers: int = num_decoder_layers    # Transformer encoder 隐藏层层数
