"""Splits the tables of a folder into training and test rows, three times, and measures scikit-learn on each split.

Rows with missing values are left out: eleven penguins.

Writes NAME-SEED-train.csv and NAME-SEED-test.csv beside the tables, and prints one JSON line per split: the accuracy, or the root mean
squared error, of MLPClassifier or MLPRegressor with default settings, and of LogisticRegression or LinearRegression.
"""
import csv, json, sys, warnings
import numpy as np
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.filterwarnings('ignore')
folder, *names = sys.argv[1:]
target_of = {'penguins': 'species', 'boston': 'medv', 'concrete': 'compressive_strength'}
numeric = ['diabetes', 'boston', 'concrete']


def is_number(cell):
    try:
        float(cell)
        return True
    except ValueError:
        return False


for name in names:
    with open(f'{folder}/{name}.csv') as file:
        header, *rows = csv.reader(file)
    rows = [row for row in rows if 'NA' not in row]
    at = header.index(target_of.get(name, 'target'))
    for seed in range(3):
        labels = None if name in numeric else [row[at] for row in rows]
        train, test = train_test_split(rows, test_size=0.25, random_state=seed, stratify=labels)
        for part, which in [(train, 'train'), (test, 'test')]:
            with open(f'{folder}/{name}-{seed}-{which}.csv', 'w', newline='') as file:
                csv.writer(file).writerows([header, *part])
        inputs = [i for i in range(len(header)) if i != at]
        words = [i for i in inputs if not all(is_number(row[i]) for row in rows)]
        numbers = [i for i in inputs if i not in words]
        encode = make_column_transformer((StandardScaler(), numbers), (OneHotEncoder(), words))
        of = lambda part: np.array([[float(c) if i in numbers else c for i, c in enumerate(row)] for row in part], dtype=object)
        y = lambda part: np.array([float(row[at]) if name in numeric else row[at] for row in part])
        kinds = (MLPRegressor, LinearRegression) if name in numeric else (MLPClassifier, LogisticRegression)
        scores = []
        for kind in kinds:
            model = make_pipeline(encode, kind(**({'random_state': seed} if 'MLP' in kind.__name__ else {})))
            model.fit(of(train), y(train))
            predicted = model.predict(of(test))
            scores.append(float(np.sqrt(np.mean((predicted - y(test)) ** 2))) if name in numeric else float(np.mean(predicted == y(test))))
        print(json.dumps({'name': name, 'seed': seed, 'mlp': scores[0], 'linear': scores[1]}), flush=True)
