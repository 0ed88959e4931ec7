# check: close/policy field-differs
cat > np.yaml <<'END'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: friends}
spec:
  podSelector: {matchLabels: {app: wbe}}
  ingress: [{from: [{podSelector: {matchLabels: {role: friend}}}]}]
END
kubectl apply -f np.yaml
