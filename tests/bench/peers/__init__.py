"""The bots that ours is compared with, each as its SDK's own sample has it; run in .venv-bench."""
