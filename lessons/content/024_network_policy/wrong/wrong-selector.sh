# check: close/policy field-differs
! text open
sed 's/app: web/app: nginx/' > closed.yaml <<'E'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web-closed}
spec:
  podSelector:
    matchLabels: {app: web}
E
kubectl apply -f closed.yaml
