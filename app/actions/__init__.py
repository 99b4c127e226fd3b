"""What a diagram may call: each service task names one of these actions as its topic."""
