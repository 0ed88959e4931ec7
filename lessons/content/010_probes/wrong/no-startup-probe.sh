# check: startup/up field-differs
cat > slow.yaml <<'END'
apiVersion: v1
kind: Pod
metadata: {name: slow}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - name: app
    image: busybox
    command: ["sh", "-c", "sleep 20; touch /tmp/up; sleep 600"]
    livenessProbe:
      exec: {command: ["cat", "/tmp/up"]}
      periodSeconds: 2
      failureThreshold: 1
END
kubectl apply -f slow.yaml
! wait 30
